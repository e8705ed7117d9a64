import { isCondition } from '@cta/conditions';
import type { AttentionPolicy, Completion, ScsiDevice } from '../scsi-device.ts';
import type { Order, Query, ScsiCommand, SenseData } from '@cta/scsi';
import type { Operation } from '../sense/sense-conditions.ts';
import { driveTimeoutsMs } from './timeouts.ts';

type DriveTimeout = keyof typeof driveTimeoutsMs;

/**
 * Commands to a drive, with what is expected of it at the time. Between `begin` and `end` a medium is in use, and any
 * unit attention means that position or modes are lost: DRIVE_STATE_LOST. Outside, drives have them to tell after every
 * reset and load, and commands that depend on neither are simply sent again.
 */
export class DriveSession {
  readonly device: ScsiDevice;
  #isInUse = false;

  constructor(device: ScsiDevice) {
    this.device = device;
  }

  begin(): void {
    this.#isInUse = true;
  }

  end(): void {
    this.#isInUse = false;
  }

  query<T>(query: Query<T>): Promise<T> {
    return this.#watched(() => this.device.query(query, this.#terms('inquire', 'inquire')));
  }

  order(order: Order, operation: Operation, timeout: DriveTimeout): Promise<SenseData | undefined> {
    return this.#watched(() => this.device.order(order, this.#terms(operation, timeout)));
  }

  /** Like `order`, but what the drive says is not judged. */
  complete({ name, cdb }: Order, timeout: DriveTimeout): Promise<Completion> {
    const terms = this.#terms('inquire', timeout);
    return this.device.complete(name, { cdb, timeoutMs: terms.timeoutMs }, terms);
  }

  /** A command that moves a block or depends on the position: never sent again after a unit attention. */
  transfer(name: string, command: ScsiCommand, operation: Operation): Promise<Completion> {
    return this.#watched(() =>
      this.device.execute(name, command, { operation, timeoutMs: command.timeoutMs, attention: 'report' }),
    );
  }

  #terms(
    operation: Operation,
    timeout: DriveTimeout,
  ): { operation: Operation; timeoutMs: number; attention: AttentionPolicy } {
    return { operation, timeoutMs: driveTimeoutsMs[timeout], attention: this.#isInUse ? 'report' : 'retry' };
  }

  /** After the state is lost, the drive is no longer in use: what is left is to put the medium away. */
  async #watched<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isCondition(error, 'DRIVE_STATE_LOST')) this.end();
      throw error;
    }
  }
}
