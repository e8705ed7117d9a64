import { ConditionError } from '@cta/conditions';
import {
  appendBlockProtection,
  blockProtectionHolds,
  maximumBlockBytes,
  protectionBytes,
  readCdb,
  type SenseData,
  setTransferLength,
  writeCdb,
  writeFilemarks,
} from '@cta/scsi';
import type { ProtectionMode } from '@cta/tape-format';
import type { DriveSession } from './drive-session.ts';

export interface WriteResult {
  readonly earlyWarning: boolean;
}

const written: WriteResult = Object.freeze({ earlyWarning: false });
const writtenInWarningZone: WriteResult = Object.freeze({ earlyWarning: true });

/** Blocks and filemarks over a drive in variable-block mode. CDBs are made once and changed in place. */
export class BlockChannel {
  readonly #session: DriveSession;
  readonly #readCdb = readCdb();
  readonly #writeCdb = writeCdb();
  readonly #flush = writeFilemarks(0, { immediate: false });
  readonly #filemark = {
    immediate: writeFilemarks(1, { immediate: true }),
    waiting: writeFilemarks(1, { immediate: false }),
  };
  /** What the drive has been told about logical block protection. */
  protection: ProtectionMode = 'off';

  constructor(session: DriveSession) {
    this.#session = session;
  }

  async write(buffer: Uint8Array, length: number): Promise<WriteResult> {
    const transferLength = this.#protectForWriting(buffer, length);
    setTransferLength(this.#writeCdb, transferLength);
    const dataOut = transferLength === buffer.length ? buffer : buffer.subarray(0, transferLength);
    const command = { cdb: this.#writeCdb, dataOut, timeoutMs: this.#session.timeoutsMs.write };
    const { transferred, sense } = await this.#session.transfer('WRITE(6)', command, 'write');
    if (sense === undefined && transferred !== transferLength) {
      throw contradiction('WRITE(6)', `GOOD, but ${transferred} of ${transferLength} bytes were taken`);
    }
    return outcomeOfWriting('WRITE(6)', sense);
  }

  async writeFilemarks(count: number, wait: boolean): Promise<WriteResult> {
    const { name, cdb } = this.#filemarkOrder(count, wait);
    const command = { cdb, timeoutMs: this.#session.timeoutsMs.writeFilemarks };
    const { sense } = await this.#session.transfer(name, command, 'write');
    return outcomeOfWriting(name, sense);
  }

  async read(buffer: Uint8Array): Promise<number | 'filemark'> {
    const requested = Math.min(buffer.length, maximumBlockBytes);
    setTransferLength(this.#readCdb, requested);
    const dataIn = requested === buffer.length ? buffer : buffer.subarray(0, requested);
    const command = { cdb: this.#readCdb, dataIn, timeoutMs: this.#session.timeoutsMs.read };
    const { transferred, sense } = await this.#session.transfer('READ(6)', command, 'read');
    if (sense?.filemark === true) return 'filemark';
    const length = sense?.incorrectLength === true ? blockLength(requested, transferred, sense) : requested;
    if (length > requested) {
      throw new ConditionError('BLOCK_TOO_LARGE', {
        message: `${length} bytes, ${requested} expected at most`,
        details: { block_bytes: length, expected_bytes: requested },
      });
    }
    if (transferred < length) throw contradiction('READ(6)', `block of ${length} bytes, but ${transferred} came`);
    return this.protection === 'off' ? length : verified(buffer, length - protectionBytes);
  }

  #filemarkOrder(count: number, wait: boolean): { readonly name: string; readonly cdb: Uint8Array } {
    if (count === 0 && wait) return this.#flush;
    if (count === 1) return wait ? this.#filemark.waiting : this.#filemark.immediate;
    return writeFilemarks(count, { immediate: !wait });
  }

  /** @returns how many bytes are to be sent. */
  #protectForWriting(buffer: Uint8Array, length: number): number {
    if (this.protection === 'off') return length;
    if (this.protection === 'crc32c-read-only' || buffer.length < length + protectionBytes) {
      const message =
        this.protection === 'crc32c-read-only'
          ? 'write with logical block protection for reading only'
          : `no room for protection behind a block of ${length} bytes`;
      throw new ConditionError('UNFORESEEN_ERROR', { message });
    }
    appendBlockProtection(buffer, length);
    return length + protectionBytes;
  }
}

/** Length of a block that was not of the requested length: requested minus residual (SSC-5, 7.4). */
function blockLength(requested: number, transferred: number, { information }: SenseData): number {
  if (information !== undefined) return requested - information;
  if (transferred < requested) return transferred;
  throw contradiction('READ(6)', 'incorrect length, and no residual');
}

/** @returns the length of the block whose protection is behind it, if that holds. */
function verified(buffer: Uint8Array, length: number): number {
  if (length > 0 && blockProtectionHolds(buffer, length)) return length;
  throw new ConditionError('BLOCK_PROTECTION_MISMATCH', {
    message: 'READ(6): block does not have its CRC32C',
    details: { block_bytes: length },
  });
}

/**
 * Early warning: NO SENSE or RECOVERED ERROR with EOM, and what was to be written is written (SSC-5, 4.2.9). A residual
 * would say otherwise, and a drive that gives one has refused the block.
 */
function outcomeOfWriting(command: string, sense: SenseData | undefined): WriteResult {
  if (sense === undefined || !sense.endOfMedium) return written;
  if ((sense.information ?? 0) !== 0) {
    throw new ConditionError('MEDIUM_FULL', {
      message: `${command}: early warning with a residual`,
      details: { command, residual: sense.information ?? 0 },
    });
  }
  return writtenInWarningZone;
}

function contradiction(command: string, problem: string): ConditionError {
  return new ConditionError('DRIVE_ANSWER_MALFORMED', {
    message: `${command}: ${problem}`,
    details: { answer: command },
  });
}
