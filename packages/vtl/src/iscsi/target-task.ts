import { type DataOutPdu, protocolError, reservedTag, type ScsiCommandPdu } from '@cta/scsi';

/** A part of the data that is to be asked for by R2T. */
export interface Burst {
  readonly bufferOffset: number;
  readonly lengthBytes: number;
}

/** One SCSI command at the target: collects the data that come with it and after it. */
export class TargetTask {
  readonly command: ScsiCommandPdu;
  /** All data of the command, in order of their offsets. */
  readonly dataOut: Uint8Array;
  /** Resolves once the data are complete, or the task is aborted. */
  readonly ready: Promise<void>;
  isAborted = false;
  /** Tag of the R2T whose data are awaited; `reservedTag` while they come unasked. */
  transferTag = reservedTag;
  readonly #resolveReady: () => void;
  #received = 0;
  #burstEnd: number;
  #r2tCount = 0;
  #dataSn = 0;

  constructor(command: ScsiCommandPdu, dataOut: Uint8Array, immediateLength: number) {
    this.command = command;
    this.dataOut = dataOut;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ready = promise;
    this.#resolveReady = resolve;
    this.#received = immediateLength;
    this.#burstEnd = command.final ? immediateLength : dataOut.length;
    this.#checkComplete();
  }

  /** Whether Data-Out PDUs that nobody asks for are still to come. */
  get awaitsUnsolicited(): boolean {
    return this.transferTag === reservedTag && this.#received < this.#burstEnd;
  }

  /** Where the data of a Data-Out PDU go; they come in order (DataPDUInOrder). */
  place({ targetTransferTag, dataSn, bufferOffset }: DataOutPdu, lengthBytes: number): Uint8Array {
    const end = bufferOffset + lengthBytes;
    if (targetTransferTag !== this.transferTag) throw protocolError(`no data were asked for by ${targetTransferTag}`);
    if (dataSn !== this.#dataSn) throw protocolError(`DataSN is ${dataSn}, expected ${this.#dataSn}`);
    if (bufferOffset !== this.#received || end > this.#burstEnd) {
      throw protocolError(
        `data for bytes ${bufferOffset} to ${end}, expected from ${this.#received} to ${this.#burstEnd}`,
      );
    }
    this.#received = end;
    this.#dataSn += 1;
    return this.dataOut.subarray(bufferOffset, end);
  }

  /**
   * To be called when a sequence of data has ended, with its last Data-Out PDU or with the command.
   * @returns what to ask for next, or undefined where the data are complete
   */
  endSequence(maxBurstLength: number, transferTag: number): (Burst & { readonly r2tSn: number }) | undefined {
    this.#checkComplete();
    const left = this.dataOut.length - this.#received;
    if (left === 0) return undefined;
    const burst = { bufferOffset: this.#received, lengthBytes: Math.min(left, maxBurstLength) };
    this.transferTag = transferTag;
    this.#dataSn = 0;
    this.#burstEnd = burst.bufferOffset + burst.lengthBytes;
    return { ...burst, r2tSn: this.#r2tCount++ };
  }

  abort(): void {
    this.isAborted = true;
    this.#resolveReady();
  }

  #checkComplete(): void {
    if (this.#received === this.dataOut.length) this.#resolveReady();
  }
}
