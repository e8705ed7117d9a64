import assert from 'node:assert/strict';
import { test } from 'node:test';
import koffi from 'koffi';
import { fillHeader, headerBytes, readOutcome } from './sg-io-header.ts';

const cdb = Uint8Array.of(0x0a, 0, 0, 1, 0, 0);
const sense = Buffer.alloc(252);

test('a write: direction, lengths, addresses and time-out are where the kernel looks for them', () => {
  const header = Buffer.alloc(headerBytes, 0xff);
  const dataOut = Buffer.alloc(4096);
  fillHeader(header, { cdb, dataOut, timeoutMs: 1_500_000 }, sense);
  assert.equal(header.readInt32LE(0), 0x53);
  assert.equal(header.readInt32LE(4), -2);
  assert.deepEqual([header[8], header[9]], [6, 252]);
  assert.equal(header.readUInt32LE(12), 4096);
  assert.equal(header.readBigUInt64LE(16), koffi.address(dataOut));
  assert.equal(header.readBigUInt64LE(24), koffi.address(cdb));
  assert.equal(header.readBigUInt64LE(32), koffi.address(sense));
  assert.equal(header.readUInt32LE(40), 1_500_000);
  assert.ok(header.subarray(44).every((byte) => byte === 0));
});

test('a read into a part of shared memory uses it in place', () => {
  const header = Buffer.alloc(headerBytes);
  const memory = new Uint8Array(new SharedArrayBuffer(8192));
  fillHeader(header, { cdb, dataIn: memory.subarray(4096), timeoutMs: 1 }, sense);
  assert.equal(header.readInt32LE(4), -3);
  assert.equal(header.readBigUInt64LE(16), koffi.address(memory) + 4096n);
});

test('a command without data moves none', () => {
  const header = Buffer.alloc(headerBytes, 0xff);
  fillHeader(header, { cdb, timeoutMs: 1 }, sense);
  assert.equal(header.readInt32LE(4), -1);
  assert.equal(header.readUInt32LE(12), 0);
  assert.equal(header.readBigUInt64LE(16), 0n);
});

test('the outcome is read where the kernel leaves it', () => {
  const header = Buffer.alloc(headerBytes);
  header[64] = 2;
  header[67] = 18;
  header.writeUInt16LE(7, 68);
  header.writeUInt16LE(8, 70);
  header.writeInt32LE(-4, 72);
  assert.deepEqual(readOutcome(header), { status: 2, senseLength: 18, hostStatus: 7, driverStatus: 8, residual: -4 });
});
