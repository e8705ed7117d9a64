import { type Clock, systemClock } from '@cta/clock';
import { ConditionError, type ConditionName } from '@cta/conditions';
import {
  type DeviceKind,
  decodeSense,
  FieldView,
  type Order,
  type Query,
  type ScsiCommand,
  type ScsiResult,
  type ScsiTransport,
  type SenseData,
  scsiStatus,
  senseKeys,
} from '@cta/scsi';
import { fromSense } from './sense/from-sense.ts';
import type { Operation } from './sense/sense-conditions.ts';
import { isHarmless, wasNotExecuted } from './sense/notice.ts';

/** Something that a device told along the way without failing a command: a recovered error, an expected unit attention. */
export interface SenseNote {
  readonly command: string;
  readonly sense: SenseData;
}

export interface ScsiDeviceOptions {
  readonly kind: DeviceKind;
  /** Ends waiting for a busy device. */
  readonly signal: AbortSignal;
  readonly onNote?: (note: SenseNote) => void;
  readonly clock?: Clock;
}

/**
 * What to do with a unit attention: `retry` takes note and sends the command again; `report` lets the command fail,
 * unless nothing has changed that matters.
 */
export type AttentionPolicy = 'retry' | 'report';

/** How a command is to be sent. */
export interface CommandTerms {
  readonly operation: Operation;
  readonly timeoutMs: number;
  readonly attention: AttentionPolicy;
}

/** How a command ended, whether well or not. */
export interface Completion {
  readonly transferred: number;
  /** With CHECK CONDITION. */
  readonly sense?: SenseData;
}

/** How long a device may stay BUSY or TASK SET FULL, and the time between two tries. */
const busy = { forMs: 60_000, pauseMs: 500 };
/** A device has a few notices queued; one that never comes to an end of them is not retried for ever. */
const mostNotices = 16;

const refusals: Readonly<Record<DeviceKind, Readonly<Record<'busy' | 'reserved' | 'other', ConditionName>>>> = {
  drive: { busy: 'DRIVE_BUSY', reserved: 'DRIVE_IN_USE', other: 'DRIVE_COMMAND_FAILED' },
  changer: { busy: 'LIBRARY_BECOMING_READY', reserved: 'LIBRARY_COMMAND_FAILED', other: 'LIBRARY_COMMAND_FAILED' },
};

/** Sends commands to one device and says how they ended. A failure is a condition from here on. */
export class ScsiDevice {
  readonly #transport: ScsiTransport;
  readonly #options: ScsiDeviceOptions;

  constructor(transport: ScsiTransport, options: ScsiDeviceOptions) {
    this.#transport = transport;
    this.#options = options;
  }

  /** Sends a query and decodes its answer. */
  async query<T>({ name, cdb, allocationBytes, decode }: Query<T>, terms: CommandTerms): Promise<T> {
    const dataIn = new Uint8Array(allocationBytes);
    const { transferred } = await this.execute(name, { cdb, dataIn, timeoutMs: terms.timeoutMs }, terms);
    return decode(new FieldView(dataIn.subarray(0, transferred), this.#options.kind, name));
  }

  /** Sends an order; resolves with what the device remarked on success, if anything. */
  async order({ name, cdb, dataOut }: Order, terms: CommandTerms): Promise<SenseData | undefined> {
    const command = { cdb, ...(dataOut !== undefined && { dataOut }), timeoutMs: terms.timeoutMs };
    return (await this.execute(name, command, terms)).sense;
  }

  /** Sends a command; one that failed rejects with its condition. Its success may come with sense data. */
  async execute(name: string, command: ScsiCommand, terms: CommandTerms): Promise<Completion> {
    const completion = await this.complete(name, command, terms);
    if (completion.sense !== undefined && !this.#isSuccess(completion.sense)) {
      throw fromSense(completion.sense, { device: this.#options.kind, command: name, operation: terms.operation });
    }
    return completion;
  }

  /** Sends a command; resolves with its sense data, good or bad. Rejects only where no CHECK CONDITION is the reason. */
  async complete(name: string, command: ScsiCommand, { attention }: CommandTerms): Promise<Completion> {
    for (let notices = 0; ; notices++) {
      const result = await this.#send(name, command);
      if (result.status === scsiStatus.good) return { transferred: result.transferred };
      const sense = (result.sense && decodeSense(result.sense)) ?? this.#senseless(name);
      const mayRetry = wasNotExecuted(sense) && (attention === 'retry' || isHarmless(sense));
      if (mayRetry || isRemark(sense)) this.#options.onNote?.({ command: name, sense });
      if (!mayRetry || notices >= mostNotices) return { transferred: result.transferred, sense };
    }
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  /** Recovered errors are successes. So is NO SENSE, which carries filemarks, lengths and early warning of tapes. */
  #isSuccess({ key, asc, deferred }: SenseData): boolean {
    // The command that brought a deferred error was not executed, whatever the error was (SPC-5, 4.4.5).
    if (deferred) return false;
    return (
      key === senseKeys.recoveredError || (key === senseKeys.noSense && (this.#options.kind === 'drive' || asc === 0))
    );
  }

  #senseless(name: string): SenseData {
    const condition = refusals[this.#options.kind].other;
    throw new ConditionError(condition, {
      message: `${name}: CHECK CONDITION without sense data`,
      details: { command: name },
    });
  }

  /** Sends a command until the device is not busy; resolves with GOOD or CHECK CONDITION. */
  async #send(name: string, command: ScsiCommand): Promise<ScsiResult> {
    const { kind, signal, clock = systemClock } = this.#options;
    let busySince: number | undefined;
    for (;;) {
      const result = await this.#transport.execute(command);
      const { status } = result;
      if (status === scsiStatus.good || status === scsiStatus.checkCondition) return result;
      const isBusy = status === scsiStatus.busy || status === scsiStatus.taskSetFull;
      busySince ??= clock.now();
      if (!isBusy || clock.now() - busySince >= busy.forMs) throw this.#refusal(name, status, isBusy, kind);
      await clock.sleep(busy.pauseMs, signal);
    }
  }

  #refusal(name: string, status: number, isBusy: boolean, kind: DeviceKind): ConditionError {
    const reason = isBusy ? 'busy' : status === scsiStatus.reservationConflict ? 'reserved' : 'other';
    return new ConditionError(refusals[kind][reason], {
      message: `${name}: SCSI status ${status.toString(16).padStart(2, '0')}h`,
      details: { command: name, scsi_status: status },
    });
  }
}

/** A success with something to say besides filemarks, lengths and early warning: recovered, hot, in need of cleaning. */
function isRemark({ key, asc }: SenseData): boolean {
  return key === senseKeys.recoveredError || (key === senseKeys.noSense && asc !== 0);
}
