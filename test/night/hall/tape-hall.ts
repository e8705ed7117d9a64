import { waitUntil } from '@cta/testing';
import { RigLibrary } from '../../system/rig/rig-library.ts';
import { Container } from '../container/container.ts';
import { clockVariables, giveClock } from './clock.ts';
import { setUpDatabases } from './databases.ts';
import { Ledger } from './ledger.ts';
import { type DriveRow, Operator } from './operator.ts';
import { Puppet, puppetModule } from './puppet.ts';
import { diskFolder, driveNames, hostName, type NightDrive, packageFolder, tapes } from './site.ts';

export interface TapeHallOptions {
  readonly folder: string;
  /** Root folder of the machine as a tar archive. */
  readonly root: string;
  /** Folder with the packages, which the machine is shown. */
  readonly packages: string;
}

/** Our Puppet module, as the machine is shown it. */
const moduleFolder = new URL('../../../deploy/puppet', import.meta.url).pathname;

const diskBytes = 2_000_000_000;
const patienceMs = 90_000;
const pollMs = 500;

/** Units of the services, by the names under which the Catalogue has them. */
export const units = {
  DRIVE1: 'cta-taped@DRIVE1.service',
  DRIVE2: 'cta-taped@DRIVE2.service',
  maintd: 'cta-maintd.service',
} as const satisfies Record<NightDrive | 'maintd', string>;

export type NightService = keyof typeof units;
export const serviceNames = Object.keys(units) as readonly NightService[];

/** A tape server with two drives, the library that they are in, and who works there. */
export class TapeHall implements AsyncDisposable {
  readonly machine: Container;
  /** The library is no program of the machine: it stands beside it, and nothing that happens to the machine ends it. */
  readonly library: RigLibrary;
  readonly puppet: Puppet;
  readonly operator: Operator;
  readonly ledger: Ledger;

  private constructor(machine: Container, library: RigLibrary) {
    this.machine = machine;
    this.library = library;
    this.puppet = new Puppet(machine, library);
    this.operator = new Operator(machine);
    this.ledger = new Ledger(machine, this.operator);
  }

  /** The machine is up, and as Debian made it; the library is served. */
  static async open({ folder, root, packages }: TapeHallOptions): Promise<TapeHall> {
    const library = await RigLibrary.create(folder, tapes);
    await library.serve(AbortSignal.timeout(patienceMs));
    const machine = await Container.create({
      folder,
      root,
      hostName,
      diskBytes,
      shown: { [puppetModule]: moduleFolder, [packageFolder]: packages },
      environment: clockVariables,
    });
    const hall = new TapeHall(machine, library);
    try {
      await giveClock(machine);
      await machine.boot();
      return hall;
    } catch (error) {
      await hall[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Installs the tape server's package. */
  async install(file: string): Promise<void> {
    await this.machine.run('dpkg', ['--install', `${packageFolder}/${file}`]);
  }

  /** From a machine with the package to drives that are UP and tapes with labels. */
  async setUp(): Promise<void> {
    await setUpDatabases(this.machine);
    await this.machine.run('mkdir', ['--parents', diskFolder]);
    await this.puppet.install();
    await this.puppet.apply();
    await this.untilServed();
    for (const drive of driveNames) await this.machine.run('cta-admin', ['drive', 'up', drive]);
    for (const { vid } of tapes) await this.machine.run('cta-admin', ['tape', 'label', '--vid', vid]);
  }

  /** Waits until the processes that systemd has for the three services have told that they are ready. */
  async untilServed(): Promise<void> {
    await this.until('the services to be ready', async () => {
      const services = await this.operator.services();
      for (const name of serviceNames) {
        const service = services.find((listed) => listed.name === name);
        const ready = service?.phase === 'ready' && String(service.pid) === (await this.mainPid(name));
        if (!ready) return undefined;
      }
      return true;
    });
  }

  untilStatus(name: NightDrive, status: DriveRow['driveStatus']): Promise<true> {
    return this.until(`${name} to be ${status}`, async () =>
      (await this.operator.drive(name)).driveStatus === status ? true : undefined,
    );
  }

  until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
    return waitUntil(ask, { what, timeoutMs: patienceMs, pollMs, signal: new AbortController().signal });
  }

  /** Versions that the services tell. */
  async versions(): Promise<Readonly<Record<string, string>>> {
    return Object.fromEntries((await this.operator.services()).map(({ name, version }) => [name, version]));
  }

  /** Process id of a service on its machine; "0" where it does not run. */
  mainPid(name: NightService): Promise<string> {
    return this.#property(name, 'MainPID');
  }

  /** What systemd says of a service: active, activating, deactivating, inactive, failed. */
  activeState(name: NightService): Promise<string> {
    return this.#property(name, 'ActiveState');
  }

  async #property(name: NightService, property: string): Promise<string> {
    return (await this.machine.run('systemctl', ['show', `--property=${property}`, '--value', units[name]])).trim();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.machine[Symbol.asyncDispose]();
    } finally {
      await this.library[Symbol.asyncDispose]();
    }
  }
}
