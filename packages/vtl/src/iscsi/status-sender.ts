import {
  addSerial,
  encodeDataIn,
  encodeScsiResponse,
  encodeSenseSegment,
  type LogicalUnitAnswer,
  nextSerial,
  type PduChannel,
  type Residual,
  type SessionParameters,
  scsiStatus,
} from '@cta/scsi';
import { divideDataIn } from './data-in-sequence.ts';
import type { TargetTask } from './target-task.ts';

/** Numbers that every PDU of a target carries (RFC 7143, 4.2.2). */
export interface Counters {
  readonly statSn: number;
  readonly expCmdSn: number;
  readonly maxCmdSn: number;
}

export interface StatusSenderOptions {
  readonly parameters: SessionParameters;
  readonly expCmdSn: number;
  readonly statSn: number;
}

const nothing = new Uint8Array(0);

/** Numbers statuses, and sends the answers to SCSI commands. */
export class StatusSender {
  /** Number of the next command that is expected. */
  expCmdSn: number;
  readonly #channel: PduChannel;
  readonly #parameters: SessionParameters;
  readonly #freePlaces: () => number;
  #statSn: number;

  /** @param freePlaces commands that could be taken at this moment */
  constructor(channel: PduChannel, { parameters, expCmdSn, statSn }: StatusSenderOptions, freePlaces: () => number) {
    this.#channel = channel;
    this.#parameters = parameters;
    this.expCmdSn = expCmdSn;
    this.#statSn = statSn;
    this.#freePlaces = freePlaces;
  }

  /** For a PDU that has no status of its own. */
  counters(): Counters {
    const maxCmdSn = addSerial(this.expCmdSn, this.#freePlaces() - 1);
    return { statSn: this.#statSn, expCmdSn: this.expCmdSn, maxCmdSn };
  }

  /** For a PDU that uses up a status number. */
  take(): Counters {
    const counters = this.counters();
    this.#statSn = nextSerial(counters.statSn);
    return counters;
  }

  /** Data and status of a command. The data must stay as they are until the channel is flushed. */
  answer(task: TargetTask, answer: LogicalUnitAnswer): void {
    const { initiatorTaskTag, expectedDataTransferLength, direction } = task.command;
    const data = direction === 'read' ? (answer.dataIn ?? nothing).subarray(0, expectedDataTransferLength) : nothing;
    const moved = direction === 'read' ? data.length : direction === 'write' ? expectedDataTransferLength : 0;
    const residual = residualOf(expectedDataTransferLength, answer.transferLength ?? moved, moved);
    if (data.length === 0) return this.#sendResponse(initiatorTaskTag, answer, { residual, dataSn: 0 });
    const statusWithData = answer.status === scsiStatus.good;
    this.#channel.together(() => {
      const dataSn = this.#sendData(initiatorTaskTag, data, statusWithData ? residual : undefined);
      if (!statusWithData) this.#sendResponse(initiatorTaskTag, answer, { residual, dataSn });
    });
  }

  /** @param after the residual, and how many PDUs with data came before */
  #sendResponse(
    initiatorTaskTag: number,
    { status, sense }: LogicalUnitAnswer,
    after: { readonly residual: Residual; readonly dataSn: number },
  ): void {
    const { residual, dataSn: expDataSn } = after;
    const response = encodeScsiResponse({
      response: 0,
      status,
      initiatorTaskTag,
      ...this.take(),
      expDataSn,
      residual,
    });
    this.#channel.send(response, sense === undefined ? nothing : encodeSenseSegment(sense));
  }

  /** @returns how many PDUs it took */
  #sendData(initiatorTaskTag: number, data: Uint8Array, residual: Residual | undefined): number {
    const parts = divideDataIn(data.length, this.#parameters);
    for (const { from, to, final, dataSn } of parts) {
      const isLast = to === data.length;
      const pdu = { final, initiatorTaskTag, dataSn, bufferOffset: from };
      const header =
        isLast && residual !== undefined
          ? this.#lastDataHeader(pdu, residual)
          : encodeDataIn({ ...pdu, ...this.counters() });
      this.#channel.send(header, data.subarray(from, to));
    }
    return parts.length;
  }

  #lastDataHeader(
    pdu: { final: boolean; initiatorTaskTag: number; dataSn: number; bufferOffset: number },
    residual: Residual,
  ): Buffer {
    const { statSn, ...counters } = this.take();
    return encodeDataIn({ ...pdu, ...counters, completion: { status: scsiStatus.good, statSn, residual } });
  }
}

/**
 * What was expected and not moved, or wanted beyond what was expected (RFC 7143, 11.4.5.1).
 * @param expected what the initiator has said
 * @param wanted what the CDB has said
 * @param moved at most what was expected; of a write the initiator has sent all, wanted or not
 */
export function residualOf(expected: number, wanted: number, moved: number): Residual {
  return { underflow: Math.max(0, expected - Math.min(moved, wanted)), overflow: Math.max(0, wanted - expected) };
}
