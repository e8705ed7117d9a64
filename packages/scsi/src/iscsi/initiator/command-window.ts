import { addSerial, isSerialBefore, nextSerial } from '../pdu/serial-number.ts';

/** Counters that each PDU of a target carries. */
export interface TargetCounters {
  readonly expCmdSn: number;
  readonly maxCmdSn: number;
}

/** The sequence numbers of a session, as its initiator sees them (RFC 7143, 4.2.2). */
export class CommandWindow {
  /** Number of the next command. */
  cmdSn: number;
  /** Number of the next status that is expected. */
  expStatSn: number;
  #maxCmdSn: number;

  constructor(cmdSn: number, expStatSn: number, { maxCmdSn }: Pick<TargetCounters, 'maxCmdSn'>) {
    this.cmdSn = cmdSn;
    this.expStatSn = expStatSn;
    this.#maxCmdSn = maxCmdSn;
  }

  /** Whether the target takes another command now. */
  get isOpen(): boolean {
    return !isSerialBefore(this.#maxCmdSn, this.cmdSn);
  }

  takeCmdSn(): number {
    const cmdSn = this.cmdSn;
    this.cmdSn = nextSerial(cmdSn);
    return cmdSn;
  }

  /** Takes the counters of a PDU; values that go back are old and do not count (RFC 7143, 4.2.2.1). */
  update({ expCmdSn, maxCmdSn }: TargetCounters): void {
    if (isSerialBefore(maxCmdSn, addSerial(expCmdSn, -1))) return;
    if (isSerialBefore(this.#maxCmdSn, maxCmdSn)) this.#maxCmdSn = maxCmdSn;
  }

  /** The same for a PDU that has a status number of its own. */
  updateWithStatus(counters: TargetCounters & { readonly statSn: number }): void {
    this.expStatSn = nextSerial(counters.statSn);
    this.update(counters);
  }
}
