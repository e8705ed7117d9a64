import koffi from 'koffi';
import type { ScsiCommand } from '../transport.ts';

/** Size of the kernel's struct sg_io_hdr, version 3, on 64-bit machines (linux/include/scsi/sg.h). */
export const headerBytes = 88;
/** Room for sense data; the longest that a device sends (SPC-5, 4.4.1). */
export const senseBytes = 252;

const interfaceId = 0x53; // 'S'
const direction = { none: -1, toDevice: -2, fromDevice: -3 } as const;

/** Outcome of an SG_IO call, as the kernel left it in the header. */
export interface SgOutcome {
  readonly status: number;
  readonly hostStatus: number;
  readonly driverStatus: number;
  readonly senseLength: number;
  /** Bytes of the data that were not moved; the kernel may report a negative number. */
  readonly residual: number;
}

/**
 * Fills a header for one command. Only addresses go into it: the CDB, the sense buffer and the data are used in place and
 * have to stay alive until the call returns.
 */
export function fillHeader(header: Buffer, { cdb, dataOut, dataIn, timeoutMs }: ScsiCommand, sense: Uint8Array): void {
  const data = dataOut ?? dataIn;
  const hasData = data !== undefined && data.length > 0;
  header.fill(0);
  header.writeInt32LE(interfaceId, 0);
  header.writeInt32LE(
    hasData ? (dataOut === undefined ? direction.fromDevice : direction.toDevice) : direction.none,
    4,
  );
  header.writeUInt8(cdb.length, 8);
  header.writeUInt8(sense.length, 9);
  if (hasData) {
    header.writeUInt32LE(data.length, 12);
    header.writeBigUInt64LE(koffi.address(data), 16);
  }
  header.writeBigUInt64LE(koffi.address(cdb), 24);
  header.writeBigUInt64LE(koffi.address(sense), 32);
  header.writeUInt32LE(timeoutMs, 40);
}

export function readOutcome(header: Buffer): SgOutcome {
  return {
    status: header.readUInt8(64),
    senseLength: header.readUInt8(67),
    hostStatus: header.readUInt16LE(68),
    driverStatus: header.readUInt16LE(70),
    residual: header.readInt32LE(72),
  };
}
