import assert from 'node:assert/strict';
import { logicalLibrary } from '../../system/rig/rig-entities.ts';
import type { RigLibrary } from '../../system/rig/rig-library.ts';
import type { Container } from '../container/container.ts';
import { ProgramFailure } from '../container/run-program.ts';
import { databasePassword, databaseUrl, driveNames, type NightDrive, packageFolder } from './site.ts';

const environment = '/etc/puppet/code/environments/production';

/** Where the machine's Puppet looks for our module. */
export const puppetModule = `${environment}/modules/cta`;

const runTimeoutMs = 180_000;

/** Drives that look for work and wishes more often than one would where a mount takes minutes. */
const quick = { idle_poll: '500ms', desired_state_poll: '500ms', heartbeat: '2s', stop_grace: '30s' } as const;

/** What a run of Puppet came to. */
export interface PuppetRun {
  readonly changed: boolean;
  readonly output: string;
}

/** What Hiera says that it did not say at first. */
export interface HieraChanges {
  readonly drives?: Partial<Record<NightDrive, DriveParameters>>;
  /** Tables of maintenance, over its usual ones. */
  readonly maintd?: object;
  /** Package file that the tape server is to have. */
  readonly packageFile?: string;
}

/** As `cta::drive` has them. */
interface DriveParameters {
  readonly ensure?: 'present' | 'absent';
  readonly configuration?: object;
}

/** The site's Puppet: Hiera's data, and runs of it. */
export class Puppet {
  readonly #machine: Container;
  readonly #library: RigLibrary;
  #changes: HieraChanges = {};

  constructor(machine: Container, library: RigLibrary) {
    this.#machine = machine;
    this.#library = library;
  }

  async install(): Promise<void> {
    const hierarchy = { version: 5, hierarchy: [{ name: 'site', path: 'site.yaml' }] };
    await this.#machine.writeFile(`${environment}/hiera.yaml`, JSON.stringify(hierarchy));
    await this.#machine.writeFile(`${environment}/manifests/site.pp`, 'include cta\n');
    await this.#writeData();
  }

  /** Changes what Hiera says; what was changed before and is not named here stays. */
  async change(changes: HieraChanges): Promise<void> {
    const drives = { ...this.#changes.drives, ...changes.drives };
    this.#changes = { ...this.#changes, ...changes, drives };
    await this.#writeData();
  }

  /** A run that has something to do. */
  async applyChange(): Promise<void> {
    const { changed, output } = await this.apply();
    assert.equal(changed, true, output);
  }

  /** A run that changes nothing. */
  async assertNothingToDo(): Promise<PuppetRun> {
    const run = await this.apply();
    assert.equal(run.changed, false, run.output);
    return run;
  }

  async apply(): Promise<PuppetRun> {
    const words = ['puppet', 'apply', '--color=false', '--detailed-exitcodes', `${environment}/manifests/site.pp`];
    // By the real clock: libfaketime reads the environment at each getpid(), while another thread of Ruby changes it.
    const end = await this.#machine.end('env', ['--unset=LD_PRELOAD', ...words], { timeoutMs: runTimeoutMs });
    // 0: nothing was to be done; 2: something was, and is done.
    if (end.status !== 0 && end.status !== 2) throw new ProgramFailure('puppet apply', end);
    return { changed: end.status === 2, output: end.output };
  }

  async #writeData(): Promise<void> {
    const database = { url: databaseUrl, password_file: '/etc/cta/secrets/database' };
    const { drives: changes, maintd, packageFile } = this.#changes;
    const drives = driveNames.map((drive, ordinal) => {
      const configuration = { ...changes?.[drive]?.configuration, drive: this.#library.deviceOf(ordinal) };
      return [drive, { ...changes?.[drive], configuration }] as const;
    });
    const fromFile = { 'cta::package_source': `${packageFolder}/${packageFile}`, 'cta::package_ensure': 'latest' };
    const data = {
      'cta::catalogue': database,
      'cta::scheduler': database,
      'cta::secrets': { database: databasePassword },
      'cta::drive_defaults': {
        drive: { logical_library: logicalLibrary },
        scheduling: { ...quick, mount_criteria: { files: 1 } },
      },
      'cta::drives': Object.fromEntries(drives),
      'cta::maintenance': true,
      'cta::maintd': { service: { heartbeat: '2s' }, cycle: { pause: '1s' }, ...maintd },
      ...(packageFile !== undefined && fromFile),
    };
    // JSON is YAML.
    await this.#machine.writeFile(`${environment}/data/site.yaml`, JSON.stringify(data, undefined, 2));
  }
}
