import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { crc32c } from '@node-rs/crc32';
import fc from 'fast-check';
import { newHeader, paddingOf, setDataSegmentLength } from '../pdu/basic-header.ts';
import { type Digests, digestOf, noDigests } from './digest.ts';
import { PduReader, type PduReceiver } from './pdu-reader.ts';

interface Pdu {
  readonly header: Buffer;
  readonly data: Uint8Array;
}

function wire({ header, data }: Pdu, digests: Digests): Buffer {
  const full = Buffer.from(header);
  setDataSegmentLength(full, data.length);
  const padding = Buffer.alloc(paddingOf(data.length));
  const parts: Uint8Array[] = [full];
  if (digests.header) parts.push(digestOf(full));
  parts.push(data, padding);
  if (digests.data && data.length > 0) parts.push(digestOf(data, padding));
  return Buffer.concat(parts);
}

class Collector implements PduReceiver {
  readonly pdus: { opcode: number; data: Buffer }[] = [];

  place(_header: Buffer, lengthBytes: number): Uint8Array {
    return new Uint8Array(new SharedArrayBuffer(lengthBytes));
  }

  receive(header: Buffer, data: Uint8Array): void {
    this.pdus.push({ opcode: header.readUInt8(0), data: Buffer.from(data) });
  }
}

const digestSettings = fc.record({ header: fc.boolean(), data: fc.boolean() });
const pdus = fc.array(fc.record({ opcode: fc.nat(0x3f), data: fc.uint8Array({ maxLength: 40 }) }), {
  minLength: 1,
  maxLength: 8,
});

test('PDUs come out as they went in, however the stream is cut', () => {
  fc.assert(
    fc.property(pdus, digestSettings, fc.array(fc.integer({ min: 1, max: 60 })), (sent, digests, cuts) => {
      const stream = Buffer.concat(sent.map(({ opcode, data }) => wire({ header: newHeader(opcode), data }, digests)));
      const reader = new PduReader(1024);
      reader.useDigests(digests);
      const collector = new Collector();
      let at = 0;
      for (const cut of [...cuts, stream.length]) {
        reader.push(stream.subarray(at, at + cut), () => collector);
        at += cut;
      }
      assert.deepEqual(
        collector.pdus,
        sent.map(({ opcode, data }) => ({ opcode, data: Buffer.from(data) })),
      );
    }),
  );
});

test('digests hold from the PDU after the one in which they were settled', () => {
  const digests = { header: true, data: true };
  const reader = new PduReader(1024);
  const received: string[] = [];
  const receiver: PduReceiver = {
    place: (_header, lengthBytes) => Buffer.alloc(lengthBytes),
    receive: (_header, data) => {
      received.push(Buffer.from(data).toString());
      reader.useDigests(digests);
    },
  };
  const [first, second] = ['login', 'command'].map((text) => ({ header: newHeader(0x23), data: Buffer.from(text) }));
  assert.ok(first && second);
  reader.push(Buffer.concat([wire(first, noDigests), wire(second, digests)]), () => receiver);
  assert.deepEqual(received, ['login', 'command']);
});

describe('what is refused', () => {
  const digests = { header: true, data: true };
  const pdu = { header: newHeader(0x25), data: Buffer.from('data of a block') };
  const cases = [
    ['a damaged header', 20, 'D202'],
    ['a damaged data segment', 55, 'D202'],
    ['damaged padding', 48 + 4 + 15, 'D202'],
  ] as const;
  for (const [name, at, code] of cases) {
    test(`${name} is a lost connection`, () => {
      const bytes = wire(pdu, digests);
      bytes.writeUInt8(bytes.readUInt8(at) ^ 0x10, at);
      const reader = new PduReader(1024);
      reader.useDigests(digests);
      assert.throws(() => reader.push(bytes, () => new Collector()), { code });
    });
  }

  test('an additional header segment is a protocol error', () => {
    const header = newHeader(0x01);
    header[4] = 1;
    assert.throws(() => new PduReader(1024).push(header, () => new Collector()), { code: 'D205' });
  });

  test('a data segment beyond the declared length is a protocol error, found by the header alone', () => {
    const bytes = wire({ header: newHeader(0x25), data: Buffer.alloc(1025) }, noDigests).subarray(0, 48);
    assert.throws(() => new PduReader(1024).push(bytes, () => new Collector()), { code: 'D205' });
  });
});

test('digests are those of the examples in RFC 7143, appendix A.4', () => {
  const incrementing = Buffer.from(Array.from({ length: 32 }, (_, i) => i));
  const examples = [
    [Buffer.alloc(32), 'aa36918a'],
    [Buffer.alloc(32, 0xff), '43aba862'],
    [incrementing, '4e79dd46'],
    [Buffer.from(incrementing).reverse(), '5cdb3f11'],
  ] as const;
  for (const [bytes, digest] of examples) assert.equal(digestOf(bytes).toString('hex'), digest);
  const [head, tail] = [incrementing.subarray(0, 29), incrementing.subarray(29)];
  assert.equal(digestOf(head, tail).readUInt32LE(), crc32c(incrementing));
});
