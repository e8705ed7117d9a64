import { ConditionError } from '@cta/conditions';
import type { ScsiCommand, ScsiResult } from '../../transport.ts';
import { protocolError } from '../pdu/basic-header.ts';
import type { Residual } from '../pdu/scsi-command.ts';

const nothing = new Uint8Array(0);

/** One SCSI command under way: its buffers, its time, its promise. */
export class CommandTask {
  readonly tag: number;
  readonly command: ScsiCommand;
  readonly dataOut: Uint8Array;
  readonly dataInLength: number;
  readonly result: Promise<ScsiResult>;
  /** False while the target's command window is closed. */
  isSent = false;
  /** Set once the command's time is up. */
  timedOut: ConditionError | undefined;
  readonly #dataIn: Uint8Array;
  readonly #settle: {
    readonly resolve: (result: ScsiResult) => void;
    readonly reject: (reason: ConditionError) => void;
  };
  #received = 0;
  #timer: NodeJS.Timeout;

  /** @param outOfTime called once, when `command.timeoutMs` have passed without an answer */
  constructor(tag: number, command: ScsiCommand, outOfTime: () => void) {
    this.tag = tag;
    this.command = command;
    this.dataOut = command.dataOut ?? nothing;
    this.#dataIn = command.dataIn ?? nothing;
    this.dataInLength = this.#dataIn.length;
    const { promise, resolve, reject } = Promise.withResolvers<ScsiResult>();
    this.result = promise;
    this.#settle = { resolve, reject };
    this.#timer = setTimeout(() => {
      this.timedOut = noAnswer(command);
      outOfTime();
    }, command.timeoutMs);
  }

  /** The part of the caller's buffer that a Data-In PDU fills; data come in order (DataPDUInOrder). */
  placeDataIn(offset: number, lengthBytes: number): Uint8Array {
    if (offset !== this.#received || offset + lengthBytes > this.#dataIn.length) {
      throw protocolError(`data for bytes ${offset} to ${offset + lengthBytes}, expected from ${this.#received}`);
    }
    this.#received += lengthBytes;
    return this.#dataIn.subarray(offset, offset + lengthBytes);
  }

  /** More time, for an abort to be answered. */
  grantGrace(graceMs: number, outOfTime: () => void): void {
    this.#timer = setTimeout(outOfTime, graceMs);
  }

  succeed(status: number, residual: Residual, sense?: Uint8Array): void {
    clearTimeout(this.#timer);
    const transferred = this.#transferred(residual);
    this.#settle.resolve(sense === undefined ? { status, transferred } : { status, transferred, sense });
  }

  fail(reason: ConditionError): void {
    clearTimeout(this.#timer);
    this.#settle.reject(reason);
  }

  #transferred({ underflow }: Residual): number {
    if (this.dataOut.length > 0) return Math.max(0, this.dataOut.length - underflow);
    // Some targets send less than they say, some fill up with zeros what they call a residual.
    return Math.max(0, Math.min(this.#received, this.#dataIn.length - underflow));
  }
}

function noAnswer({ cdb, timeoutMs }: ScsiCommand): ConditionError {
  return new ConditionError('DRIVE_NO_ANSWER', {
    message: `command ${Buffer.from(cdb.subarray(0, 1)).toString('hex')}h has no answer after ${timeoutMs} ms`,
    details: { cdb: Buffer.from(cdb).toString('hex'), timeout_ms: timeoutMs },
  });
}
