import { ConditionError, type ConditionName, isCondition } from '@cta/conditions';
import { type Order, type Query, type ScsiCommand, type SenseData, senseKeys } from '@cta/scsi';
import type { CommandTerms, Completion, ScsiDevice } from '../scsi-device.ts';
import { fromSense } from '../sense/from-sense.ts';
import type { Operation } from '../sense/sense-conditions.ts';
import type { DriveTimeoutsMs } from './timeouts.ts';

type DriveTimeout = keyof DriveTimeoutsMs;

/**
 * - `idle`: no medium in use. Unit attentions are to be expected after every reset and load: the command is sent again.
 * - `in-use`: a session counts on position and modes. A unit attention is DRIVE_STATE_LOST.
 * - `lost`: a session did. No block is moved, DRIVE_STATE_LOST; what is left is to put the medium away.
 */
type Use = 'idle' | 'in-use' | 'lost';

/** After these nobody knows whether the last command was executed, and so where the medium is. */
const outcomeUnknown: ReadonlySet<ConditionName> = new Set<ConditionName>([
  'DRIVE_STATE_LOST',
  'DRIVE_NO_ANSWER',
  'DRIVE_COMMAND_ABORTED',
  'TRANSPORT_UNREACHABLE',
  'TRANSPORT_CONNECTION_LOST',
  'TRANSPORT_LOGIN_REFUSED',
  'TRANSPORT_TARGET_UNAVAILABLE',
  'TRANSPORT_PROTOCOL_ERROR',
]);

/** Commands to a drive, and whether a session counts on its state. */
export class DriveSession {
  readonly device: ScsiDevice;
  readonly timeoutsMs: DriveTimeoutsMs;
  #use: Use = 'idle';
  #lostBy: ConditionError | undefined;

  constructor(device: ScsiDevice, timeoutsMs: DriveTimeoutsMs) {
    this.device = device;
    this.timeoutsMs = timeoutsMs;
  }

  begin(): void {
    this.#use = 'in-use';
  }

  end(): void {
    this.#use = 'idle';
  }

  query<T>(query: Query<T>): Promise<T> {
    return this.#watched(() => this.device.query(query, this.#terms('inquire', 'inquire')));
  }

  order(order: Order, operation: Operation, timeout: DriveTimeout): Promise<SenseData | undefined> {
    return this.#watched(() => this.device.order(order, this.#terms(operation, timeout)));
  }

  /** Like `order`, but what the drive says is not judged, unless it tells a session that its state is lost. */
  complete({ name, cdb }: Order, operation: Operation, timeout: DriveTimeout): Promise<Completion> {
    const terms = this.#terms(operation, timeout);
    return this.#watched(async () => {
      const completion = await this.device.complete(name, { cdb, timeoutMs: terms.timeoutMs }, terms);
      if (completion.sense?.key !== senseKeys.unitAttention) return completion;
      throw fromSense(completion.sense, { device: 'drive', command: name, operation });
    });
  }

  /** A command that moves a block or depends on the position: never sent again after a unit attention. */
  async transfer(name: string, command: ScsiCommand, operation: Operation): Promise<Completion> {
    if (this.#use === 'lost') {
      throw new ConditionError('DRIVE_STATE_LOST', {
        message: `${name}: refused, since position and modes are not known any more`,
        details: { command: name },
        cause: this.#lostBy,
      });
    }
    return this.#watched(() =>
      this.device.execute(name, command, { operation, timeoutMs: command.timeoutMs, attention: 'report' }),
    );
  }

  #terms(operation: Operation, timeout: DriveTimeout): CommandTerms {
    const attention = this.#use === 'in-use' ? 'report' : 'retry';
    return { operation, timeoutMs: this.timeoutsMs[timeout], attention };
  }

  async #watched<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (this.#use === 'in-use' && isCondition(error) && outcomeUnknown.has(error.condition)) {
        this.#use = 'lost';
        this.#lostBy = error;
      }
      throw error;
    }
  }
}
