import { type LogicalUnit, type LogicalUnitAnswer, scsiStatus } from '@cta/scsi';

const blockLength = 512;

/**
 * A small block device in memory. The product has none; it is here because most of libiscsi's tests of the iSCSI
 * protocol itself (numbering, residuals, task management) can be run on disks only.
 */
export class RamDiskUnit implements LogicalUnit {
  readonly #blocks: Buffer;

  constructor(blockCount: number) {
    this.#blocks = Buffer.alloc(blockCount * blockLength);
  }

  execute(cdb: Uint8Array, dataOut: Uint8Array, allocation: number): Promise<LogicalUnitAnswer> {
    const answer = this.#answer(Buffer.from(cdb), dataOut);
    if (answer.dataIn === undefined) return Promise.resolve(answer);
    return Promise.resolve({ ...answer, dataIn: answer.dataIn.subarray(0, allocation) });
  }

  #answer(cdb: Buffer, dataOut: Uint8Array): LogicalUnitAnswer {
    switch (cdb[0]) {
      case 0x00: // TEST UNIT READY
      case 0x35: // SYNCHRONIZE CACHE(10)
        return good();
      case 0x12:
        return this.#inquiry(cdb);
      case 0x1a: // MODE SENSE(6): header only, not write-protected
        return good(Buffer.from([3, 0, 0, 0]).subarray(0, cdb.readUInt8(4)));
      case 0x25:
        return good(this.#capacity());
      case 0x9e:
        return this.#readCapacity16(cdb);
      case 0x28:
        return this.#read(cdb.readUInt32BE(2), cdb.readUInt16BE(7), cdb);
      case 0xa8:
        return this.#read(cdb.readUInt32BE(2), cdb.readUInt32BE(6), cdb);
      case 0x88:
        return this.#read(Number(cdb.readBigUInt64BE(2)), cdb.readUInt32BE(10), cdb);
      case 0x2a:
        return this.#write(cdb.readUInt32BE(2), cdb.readUInt16BE(7), dataOut);
      case 0xaa:
        return this.#write(cdb.readUInt32BE(2), cdb.readUInt32BE(6), dataOut);
      case 0x8a:
        return this.#write(Number(cdb.readBigUInt64BE(2)), cdb.readUInt32BE(10), dataOut);
      default:
        return illegalRequest(0x20);
    }
  }

  #inquiry(cdb: Buffer): LogicalUnitAnswer {
    const allocationLength = cdb.readUInt16BE(3);
    if ((cdb.readUInt8(1) & 1) !== 0) {
      const page = cdb.readUInt8(2);
      if (page !== 0x00 && page !== 0x83) return illegalRequest(0x24);
      const list = page === 0x00 ? Buffer.from([0x00, 0x83]) : identification();
      return good(Buffer.concat([Buffer.from([0, page, 0, list.length]), list]).subarray(0, allocationLength));
    }
    const data = Buffer.alloc(96);
    data.set([0x00, 0x00, 0x06, 0x02, data.length - 5, 0, 0, 0x02]);
    data.write('CTA     RAM DISK        0001', 8, 'latin1');
    // Version descriptors, as libiscsi wants them: SAM-4, iSCSI, SPC-4, SBC-3.
    [0x0080, 0x0960, 0x0460, 0x04c0].forEach((version, i) => data.writeUInt16BE(version, 58 + 2 * i));
    return good(data.subarray(0, allocationLength));
  }

  #capacity(): Buffer {
    const data = Buffer.alloc(8);
    data.writeUInt32BE(this.#blocks.length / blockLength - 1, 0);
    data.writeUInt32BE(blockLength, 4);
    return data;
  }

  #readCapacity16(cdb: Buffer): LogicalUnitAnswer {
    if ((cdb.readUInt8(1) & 0x1f) !== 0x10) return illegalRequest(0x20);
    const data = Buffer.alloc(32);
    data.writeBigUInt64BE(BigInt(this.#blocks.length / blockLength - 1), 0);
    data.writeUInt32BE(blockLength, 8);
    return good(data.subarray(0, cdb.readUInt32BE(10)));
  }

  #read(block: number, count: number, cdb: Buffer): LogicalUnitAnswer {
    if ((cdb.readUInt8(1) & 0xe0) !== 0) return illegalRequest(0x24);
    const [from, to] = [block * blockLength, (block + count) * blockLength];
    if (to > this.#blocks.length) return illegalRequest(0x21);
    return { ...good(this.#blocks.subarray(from, to)), transferLength: to - from };
  }

  #write(block: number, count: number, dataOut: Uint8Array): LogicalUnitAnswer {
    const [from, to] = [block * blockLength, (block + count) * blockLength];
    if (to > this.#blocks.length) return illegalRequest(0x21);
    this.#blocks.set(dataOut.subarray(0, to - from), from);
    return { ...good(), transferLength: to - from };
  }
}

function identification(): Buffer {
  const name = Buffer.from('CTA     RAM-DISK-0');
  return Buffer.concat([Buffer.from([0x02, 0x01, 0x00, name.length]), name]);
}

function good(dataIn?: Buffer): LogicalUnitAnswer {
  return dataIn === undefined ? { status: scsiStatus.good } : { status: scsiStatus.good, dataIn };
}

function illegalRequest(additionalSenseCode: number): LogicalUnitAnswer {
  const sense = new Uint8Array(18);
  sense.set([0x70, 0, 0x05, 0, 0, 0, 0, 10, 0, 0, 0, 0, additionalSenseCode]);
  return { status: scsiStatus.checkCondition, sense };
}
