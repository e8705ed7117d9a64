import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCondition } from '@cta/conditions';
import { FieldView } from '../field-view.ts';
import { appendBlockProtection, blockProtectionHolds } from './block-protection.ts';
import { loadUnload } from './load-unload.ts';
import { locate } from './locate.ts';
import { readBlockLimits } from './read-block-limits.ts';
import { type Position, readPosition, readPositionLong } from './read-position.ts';
import { readCdb, setTransferLength, writeCdb } from './read-write.ts';
import { space } from './space.ts';
import { writeFilemarks } from './write-filemarks.ts';

test('READ(6) and WRITE(6) take their length in place', () => {
  for (const [cdb, operation] of [[readCdb(), 0x08] as const, [writeCdb(), 0x0a] as const]) {
    setTransferLength(cdb, 0x040004);
    assert.deepEqual([...cdb], [operation, 0, 0x04, 0x00, 0x04, 0]);
  }
});

test('WRITE FILEMARKS(6): two marks that wait, one immediate, a flush', () => {
  assert.deepEqual([...writeFilemarks(2, { immediate: false }).cdb], [0x10, 0, 0, 0, 2, 0]);
  assert.deepEqual([...writeFilemarks(1, { immediate: true }).cdb], [0x10, 1, 0, 0, 1, 0]);
  assert.deepEqual([...writeFilemarks(0, { immediate: false }).cdb], [0x10, 0, 0, 0, 0, 0]);
});

test('SPACE counts in two’s complement and grows to 16 bytes where it must', () => {
  assert.deepEqual([...space('filemarks', 3).cdb], [0x11, 1, 0, 0, 3, 0]);
  assert.deepEqual([...space('filemarks', -1).cdb], [0x11, 1, 0xff, 0xff, 0xff, 0]);
  assert.deepEqual([...space('endOfData', 0).cdb], [0x11, 3, 0, 0, 0, 0]);
  assert.deepEqual(
    [...space('blocks', -0x80_0000).cdb],
    [0x91, 0, 0, 0, 255, 255, 255, 255, 255, 0x80, 0, 0, 0, 0, 0, 0],
  );
});

test('LOCATE(10) up to 32 bits, LOCATE(16) beyond', () => {
  assert.deepEqual([...locate(0xffff_ffff).cdb], [0x2b, 0, 0, 255, 255, 255, 255, 0, 0, 0]);
  assert.deepEqual([...locate(0x1_0000_0000).cdb], [0x92, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
});

test('LOAD UNLOAD unloads with LOAD clear', () => {
  assert.deepEqual([...loadUnload('unload').cdb], [0x1b, 0, 0, 0, 0, 0]);
  assert.deepEqual([...loadUnload('load').cdb], [0x1b, 0, 0, 0, 1, 0]);
});

test('READ BLOCK LIMITS', () => {
  const answer = new FieldView(Uint8Array.of(0, 0x80, 0, 0, 0, 1), 'drive', 'READ BLOCK LIMITS');
  assert.deepEqual(readBlockLimits().decode(answer), { minimumBytes: 1, maximumBytes: 8_388_608 });
});

const shortForm = (...bytes: number[]): Position =>
  readPosition().decode(new FieldView(Uint8Array.from(bytes), 'drive', 'READ POSITION'));
const rest12 = Array.from({ length: 12 }, () => 0);

test('READ POSITION short form', () => {
  assert.deepEqual(shortForm(0x80, 0, 0, 0, 0, 0, 1, 2, ...rest12), {
    known: true,
    partition: 0,
    logicalObject: 258n,
    beginningOfPartition: true,
    endOfPartition: false,
  });
  assert.deepEqual(shortForm(0x04, 0, 0, 0, 0, 0, 1, 2, ...rest12), { known: false, reason: 'unknown' });
  assert.deepEqual(shortForm(0x02, 0, 0, 0, 0, 0, 1, 2, ...rest12), { known: false, reason: 'overflow' });
  assert.throws(
    () => shortForm(0, 0, 0, 0, 0, 0, 1, 2),
    (error) => isCondition(error, 'DRIVE_ANSWER_MALFORMED'),
  );
});

test('READ POSITION long form reaches beyond 32 bits and tells filemarks where it can', () => {
  const answer = Buffer.alloc(32);
  answer[0] = 0x40;
  answer.writeBigUInt64BE(1n << 40n, 8);
  answer.writeBigUInt64BE(77n, 16);
  const view = new FieldView(answer, 'drive', 'READ POSITION');
  assert.deepEqual([...readPositionLong().cdb], [0x34, 6, 0, 0, 0, 0, 0, 0, 0, 0]);
  const expected = {
    known: true,
    partition: 0,
    logicalObject: 1n << 40n,
    beginningOfPartition: false,
    endOfPartition: true,
  };
  assert.deepEqual(readPositionLong().decode(view), { ...expected, filemarks: 77n });
  answer[0] = 0x48;
  assert.deepEqual(readPositionLong().decode(view), expected);
});

test('block protection is CRC32C, least significant byte first', () => {
  const buffer = Buffer.alloc(13);
  buffer.write('123456789');
  appendBlockProtection(buffer, 9);
  assert.deepEqual([...buffer.subarray(9)], [0x83, 0x92, 0x06, 0xe3]);
  assert.ok(blockProtectionHolds(buffer, 9));
  buffer[3] = 0;
  assert.ok(!blockProtectionHolds(buffer, 9));
});

test('block protection works in shared memory', () => {
  const buffer = new Uint8Array(new SharedArrayBuffer(64));
  appendBlockProtection(buffer, 60);
  assert.ok(blockProtectionHolds(buffer, 60));
});
