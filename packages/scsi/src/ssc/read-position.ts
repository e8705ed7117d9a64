import type { Query } from '../command.ts';
import type { FieldView } from '../field-view.ts';

/** Where the medium is (SSC-5, 7.7). */
export type Position =
  | {
      readonly known: true;
      readonly partition: number;
      /** Number of the next object to be read or written. */
      readonly logicalObject: bigint;
      readonly beginningOfPartition: boolean;
      /** Between early warning and the end of the partition. */
      readonly endOfPartition: boolean;
      /** Filemarks before the position; only the long form tells. */
      readonly filemarks?: bigint;
    }
  | {
      readonly known: false;
      /** `unknown`: the drive does not know; `overflow`: the number does not fit the short form, the long one has it. */
      readonly reason: 'unknown' | 'overflow';
    };

/** READ POSITION, short form (SSC-5, 7.7.2). */
export function readPosition(): Query<Position> {
  return {
    name: 'READ POSITION short form',
    cdb: Uint8Array.of(0x34, 0x00, 0, 0, 0, 0, 0, 0, 0, 0),
    allocationBytes: 20,
    decode: decodeShort,
  };
}

/** READ POSITION, long form (SSC-5, 7.7.3). */
export function readPositionLong(): Query<Position> {
  return {
    name: 'READ POSITION long form',
    cdb: Uint8Array.of(0x34, 0x06, 0, 0, 0, 0, 0, 0, 0, 0),
    allocationBytes: 32,
    decode: decodeLong,
  };
}

function decodeShort(answer: FieldView): Position {
  if (answer.length < 20) answer.fail(`${answer.length} bytes instead of 20`);
  if (answer.bit(0, 2)) return { known: false, reason: 'unknown' };
  if (answer.bit(0, 1)) return { known: false, reason: 'overflow' };
  return {
    known: true,
    partition: answer.u8(1),
    logicalObject: BigInt(answer.u32(4)),
    beginningOfPartition: answer.bit(0, 7),
    endOfPartition: answer.bit(0, 6),
  };
}

function decodeLong(answer: FieldView): Position {
  if (answer.length < 32) answer.fail(`${answer.length} bytes instead of 32`);
  if (answer.bit(0, 2)) return { known: false, reason: 'unknown' };
  return {
    known: true,
    partition: answer.u32(4),
    logicalObject: answer.u64(8),
    beginningOfPartition: answer.bit(0, 7),
    endOfPartition: answer.bit(0, 6),
    // MPU: the drive cannot tell the number of filemarks (SSC-5, 7.7.3).
    ...(!answer.bit(0, 3) && { filemarks: answer.u64(16) }),
  };
}
