import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCondition } from '@cta/conditions';
import { FieldView } from '../field-view.ts';
import { elementAddressAssignment } from './element-address-assignment.ts';
import { moveMedium } from './move-medium.ts';
import { decodeElementStatus, type ElementStatus, readElementStatus } from './read-element-status.ts';

const malformed = (error: unknown): boolean => isCondition(error, 'LIBRARY_ANSWER_MALFORMED');
const decode = (bytes: Uint8Array): readonly ElementStatus[] =>
  decodeElementStatus(new FieldView(bytes, 'changer', 'READ ELEMENT STATUS'));

function page(type: number, flags: number, descriptors: readonly Uint8Array[]): Buffer {
  const header = Buffer.alloc(8);
  header.set([type, flags]);
  header.writeUInt16BE(descriptors[0]?.length ?? 0, 2);
  const body = Buffer.concat(descriptors);
  header.writeUIntBE(body.length, 5, 3);
  return Buffer.concat([header, body]);
}

function report(count: number, ...pages: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(8);
  const body = Buffer.concat(pages);
  header.writeUInt16BE(count, 2);
  header.writeUIntBE(body.length, 5, 3);
  return Buffer.concat([header, body]);
}

function descriptor(
  address: number,
  state: number,
  options: { tag?: string; source?: number; extra?: number } = {},
): Buffer {
  const tagBytes = options.tag === undefined ? 0 : 36;
  const bytes = Buffer.alloc(12 + tagBytes + (options.extra ?? 4));
  bytes.writeUInt16BE(address, 0);
  bytes[2] = state;
  if (options.source !== undefined) {
    bytes[9] = 0x80;
    bytes.writeUInt16BE(options.source, 10);
  }
  if (options.tag !== undefined) bytes.write(options.tag.padEnd(32), 12);
  return bytes;
}

test('mode page 1Dh: addresses and counts', () => {
  const words = [0, 1, 1024, 10, 768, 2, 256, 4];
  const bytes = Buffer.alloc(24);
  bytes.set([23, 0, 0, 0, 0x1d, 0x12]);
  words.forEach((word, i) => bytes.writeUInt16BE(word, 6 + 2 * i));
  const query = elementAddressAssignment();
  assert.deepEqual([...query.cdb], [0x1a, 8, 0x1d, 0, 0xff, 0]);
  assert.deepEqual(query.decode(new FieldView(bytes, 'changer', 'MODE SENSE')), {
    transport: { first: 0, count: 1 },
    slot: { first: 1024, count: 10 },
    port: { first: 768, count: 2 },
    drive: { first: 256, count: 4 },
  });
  assert.throws(() => query.decode(new FieldView(bytes.subarray(0, 20), 'changer', 'MODE SENSE')), malformed);
});

test('READ ELEMENT STATUS asks for volume tags', () => {
  const { cdb, allocationBytes } = readElementStatus({ type: 'drive', first: 256, count: 2 });
  assert.equal(allocationBytes, 16 + 2 * 512);
  assert.deepEqual([...cdb], [0xb8, 0x14, 1, 0, 0, 2, 0, 0, 0x04, 0x10, 0, 0]);
});

test('a slot with a cartridge, an empty one, a drive with a source: pages of different descriptor lengths', () => {
  const slots = page(2, 0x80, [descriptor(1024, 0x09, { tag: 'V00001L9' }), descriptor(1025, 0x08, { tag: '' })]);
  const drives = page(4, 0x80, [descriptor(256, 0x01, { tag: 'V00002L9', source: 1027, extra: 40 })]);
  assert.deepEqual(decode(report(3, slots, drives)), [
    { address: 1024, type: 'slot', full: true, accessible: true, imported: false, volumeTag: 'V00001L9' },
    { address: 1025, type: 'slot', full: false, accessible: true, imported: false },
    {
      address: 256,
      type: 'drive',
      full: true,
      accessible: false,
      imported: false,
      source: 1027,
      volumeTag: 'V00002L9',
    },
  ]);
});

test('a drive element tells its device where it is asked for, behind however many volume tags there are', () => {
  assert.equal(readElementStatus({ type: 'drive', first: 256, count: 2, deviceIdentifiers: true }).cdb[6], 1);
  const identifier = 'IBM     ULT3580-TD9     0123456789';
  const withIdentifier = (tag: string | undefined) => {
    const bytes = Buffer.concat([
      descriptor(256, 0x08, { ...(tag !== undefined && { tag }), extra: 4 }),
      Buffer.from(identifier),
    ]);
    bytes.set([2, 1, 0, identifier.length], bytes.length - identifier.length - 4);
    return bytes;
  };
  const deviceOf = (flags: number, bytes: Buffer) => decode(report(1, page(4, flags, [bytes])))[0]?.deviceIdentifier;
  assert.equal(deviceOf(0, withIdentifier(undefined)), identifier);
  assert.equal(deviceOf(0x80, withIdentifier('V00001L9')), identifier);
  assert.equal(deviceOf(0x80, descriptor(256, 0x08, { tag: '' })), undefined);
});

test('without PVolTag nothing is taken for a tag, and SVALID clear gives no source', () => {
  const [element] = decode(report(1, page(2, 0, [descriptor(1024, 0x09)])));
  assert.deepEqual(element, { address: 1024, type: 'slot', full: true, accessible: true, imported: false });
});

test('an exception carries its code; a cartridge put in by an operator is imported', () => {
  const bytes = descriptor(768, 0x07);
  bytes.set([0x83, 0x02], 4);
  const [element] = decode(report(1, page(3, 0, [bytes])));
  assert.deepEqual(element?.exception, { asc: 0x83, ascq: 0x02 });
  assert.equal(element?.imported, true);
});

test('an empty report is no element', () => {
  assert.deepEqual(decode(report(0)), []);
  assert.deepEqual(decode(report(0, page(2, 0x80, []))), []);
});

test('a report that is cut off, or that describes fewer elements than it announces, is refused', () => {
  const slots = page(2, 0x80, [descriptor(1024, 0x09, { tag: 'V00001L9' })]);
  assert.throws(() => decode(report(1, slots).subarray(0, -1)), malformed);
  assert.throws(() => decode(report(2, slots)), malformed);
});

test('descriptors of no length, or that do not fill their page, are refused', () => {
  const slots = page(2, 0x80, [descriptor(1024, 0x09, { tag: 'V00001L9' })]);
  slots.writeUInt16BE(0, 2);
  assert.throws(() => decode(report(1, slots)), malformed);
  slots.writeUInt16BE(50, 2);
  assert.throws(() => decode(report(1, slots)), malformed);
});

test('MOVE MEDIUM uses the default transport', () => {
  assert.deepEqual([...moveMedium(1024, 256).cdb], [0xa5, 0, 0, 0, 4, 0, 1, 0, 0, 0, 0, 0]);
});
