import type { DriveEventItem, DriveLsItem, QueuedFile, ServiceItem, TapeFileLsItem } from '@cta/admin';
import type { Container } from '../container/container.ts';
import type { NightDrive } from './site.ts';

/** A value as `cta-admin --json` writes it: 64-bit integers as text. */
export type Printed<T> = T extends bigint
  ? string
  : T extends string | number | boolean | undefined
    ? T
    : { readonly [K in keyof T]: Printed<T[K]> };

export type DriveRow = Printed<DriveLsItem>;
export type DriveEventRow = Printed<DriveEventItem>;
export type TapeFileRow = Printed<TapeFileLsItem>;
export type ServiceRow = Printed<ServiceItem>;
export type QueuedRow = Printed<QueuedFile>;

/** Who types `cta-admin` on the machine. */
export class Operator {
  readonly #machine: Container;

  constructor(machine: Container) {
    this.#machine = machine;
  }

  /** What a command prints for people. */
  shown(...words: readonly string[]): Promise<string> {
    return this.#machine.run('cta-admin', words);
  }

  async drive(name: NightDrive): Promise<DriveRow> {
    const [drive] = (await this.#listed('drive', 'ls', name)) as readonly DriveRow[];
    if (drive === undefined) throw new Error(`no drive ${name}`);
    return drive;
  }

  /** What happened to a drive, the first first; in front of it what the drive is down for, where it is. */
  async history(name: NightDrive): Promise<readonly DriveEventRow[]> {
    const events = (await this.#listed('drive', 'history', name, '--limit', '10000')) as readonly DriveEventRow[];
    const isCause = ({ whyDown }: DriveEventRow): boolean => whyDown === true;
    return [...events.filter(isCause), ...events.filter((event) => !isCause(event)).toReversed()];
  }

  async services(): Promise<readonly ServiceRow[]> {
    return (await this.#listed('service', 'ls')) as readonly ServiceRow[];
  }

  async copiesOn(vid: string): Promise<readonly TapeFileRow[]> {
    return (await this.#listed('tapefile', 'ls', '--vid', vid)) as readonly TapeFileRow[];
  }

  async queues(): Promise<readonly unknown[]> {
    return this.#listed('showqueues');
  }

  async failedRequests(): Promise<readonly unknown[]> {
    return this.#listed('failedrequest', 'ls');
  }

  async archive(
    folder: string,
    storageClass: string,
    requester: string,
    instance: string,
  ): Promise<readonly QueuedRow[]> {
    const words = ['archive', folder, '--storageclass', storageClass, '--user', requester, '--instance', instance];
    return (await this.#listed(...words)) as readonly QueuedRow[];
  }

  async #listed(...words: readonly string[]): Promise<readonly unknown[]> {
    return JSON.parse(await this.#machine.run('cta-admin', ['--json', ...words])) as readonly unknown[];
  }
}
