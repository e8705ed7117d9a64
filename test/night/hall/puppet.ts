import { logicalLibrary } from '../../system/rig/rig-entities.ts';
import type { RigLibrary } from '../../system/rig/rig-library.ts';
import type { Container } from '../container/container.ts';
import { ProgramFailure } from '../container/run-program.ts';
import { databasePassword, databaseUrl, driveNames, type NightDrive } from './site.ts';

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

/** The site's Puppet: Hiera's data, and runs of it. */
export class Puppet {
  readonly #machine: Container;
  readonly #library: RigLibrary;
  #changes: Partial<Record<NightDrive, object>> = {};

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

  /** Changes the configuration of a drive in Hiera. */
  async change(drive: NightDrive, tables: object): Promise<void> {
    this.#changes = { ...this.#changes, [drive]: tables };
    await this.#writeData();
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
    const drives = driveNames.map((drive, ordinal) => {
      const configuration = { ...this.#changes[drive], drive: this.#library.deviceOf(ordinal) };
      return [drive, { configuration }] as const;
    });
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
      'cta::maintd': { service: { heartbeat: '2s' }, cycle: { pause: '1s' } },
    };
    // JSON is YAML.
    await this.#machine.writeFile(`${environment}/data/site.yaml`, JSON.stringify(data, undefined, 2));
  }
}
