import type { ScsiCommand, ScsiResult, ScsiTransport } from '@cta/scsi';

/** What a scripted device answers to one command; good, unless a status says otherwise. */
export interface ScriptedAnswer {
  readonly status?: number;
  readonly sense?: Uint8Array;
  /** Bytes for the initiator. */
  readonly data?: Uint8Array;
  /** Bytes moved, where that is not all of `data` or of what was sent. */
  readonly transferred?: number;
  /** Thrown in place of an answer. */
  readonly error?: Error;
}

type Behaviour = ScriptedAnswer | ((command: ScsiCommand) => ScriptedAnswer);

/** A command as it was received; the CDB and data are copies. */
export interface ReceivedCommand {
  readonly cdb: readonly number[];
  readonly dataOut: readonly number[];
}

/** A device that answers each operation code as it was told: first the answers queued for it, then its usual one. */
export class ScriptedTransport implements ScsiTransport {
  readonly received: ReceivedCommand[] = [];
  closed = false;
  readonly #usual: ReadonlyMap<number, Behaviour>;
  readonly #queued = new Map<number, Behaviour[]>();

  constructor(usual: ReadonlyMap<number, Behaviour>) {
    this.#usual = usual;
  }

  /** Queues answers to the next commands of this operation code. */
  answer(operationCode: number, ...answers: readonly Behaviour[]): void {
    this.#queued.set(operationCode, [...(this.#queued.get(operationCode) ?? []), ...answers]);
  }

  /** CDBs received of an operation code. */
  cdbs(operationCode: number): readonly (readonly number[])[] {
    return this.received.map(({ cdb }) => cdb).filter((cdb) => cdb[0] === operationCode);
  }

  async execute(command: ScsiCommand): Promise<ScsiResult> {
    const operationCode = command.cdb[0] ?? 0;
    this.received.push({ cdb: [...command.cdb], dataOut: [...(command.dataOut ?? [])] });
    const behaviour = this.#queued.get(operationCode)?.shift() ?? this.#usual.get(operationCode) ?? {};
    const answer = typeof behaviour === 'function' ? behaviour(command) : behaviour;
    if (answer.error !== undefined) throw answer.error;
    const data = answer.data?.subarray(0, command.dataIn?.length ?? 0) ?? new Uint8Array(0);
    command.dataIn?.set(data);
    return {
      status: answer.status ?? (answer.sense === undefined ? 0 : 2),
      transferred: answer.transferred ?? command.dataOut?.length ?? data.length,
      ...(answer.sense !== undefined && { sense: answer.sense }),
    };
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

export interface SenseFlags {
  readonly filemark?: boolean;
  readonly endOfMedium?: boolean;
  readonly incorrectLength?: boolean;
  readonly information?: number;
  readonly deferred?: boolean;
}

/** Fixed-format sense data, from KEY/ASC/ASCQ in hexadecimal digits. */
export function sense(code: string, flags: SenseFlags = {}): Uint8Array {
  const [key = 0, asc = 0, ascq = 0] = code.split('/').map((digits) => Number.parseInt(digits, 16));
  const bytes = Buffer.alloc(18);
  bytes[0] = (flags.deferred === true ? 0x71 : 0x70) | (flags.information === undefined ? 0 : 0x80);
  bytes[2] =
    key |
    (flags.filemark === true ? 0x80 : 0) |
    (flags.endOfMedium === true ? 0x40 : 0) |
    (flags.incorrectLength === true ? 0x20 : 0);
  bytes.writeInt32BE(flags.information ?? 0, 3);
  bytes.set([10, 0, 0, 0, 0, asc, ascq], 7);
  return bytes;
}
