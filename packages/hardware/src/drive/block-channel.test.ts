import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ConditionName, isCondition } from '@cta/conditions';
import { operationCodes, scriptedDrive } from '../testing/scripted-drive.ts';
import { sense } from '../testing/scripted-transport.ts';

const { read, write, writeFilemarks } = operationCodes;
const is = (condition: ConditionName) => (error: unknown) => isCondition(error, condition);
const block = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, i) => i & 0xff));

test('a block of the requested length', async () => {
  const { drive, device } = await scriptedDrive();
  device.answer(read, { data: block(64) });
  const buffer = Buffer.alloc(64);
  assert.equal(await drive.read(buffer), 64);
  assert.deepEqual(buffer, block(64));
  assert.deepEqual(device.cdbs(read), [[0x08, 0, 0, 0, 64, 0]]);
});

test('a shorter block: length by the residual, with SILI off', async () => {
  const { drive, device } = await scriptedDrive();
  device.answer(read, { data: block(10), sense: sense('0/00/00', { incorrectLength: true, information: 54 }) });
  assert.equal(await drive.read(Buffer.alloc(64)), 10);
});

test('a shorter block without a valid residual has the length that was transferred', async () => {
  const { drive, device } = await scriptedDrive();
  device.answer(read, { data: block(10), sense: sense('0/00/00', { incorrectLength: true }) });
  assert.equal(await drive.read(Buffer.alloc(64)), 10);
});

test('a longer block is BLOCK_TOO_LARGE and tells its length', async () => {
  const { drive, device } = await scriptedDrive();
  device.answer(read, { data: block(64), sense: sense('0/00/00', { incorrectLength: true, information: -16 }) });
  await assert.rejects(
    drive.read(Buffer.alloc(64)),
    (error) => isCondition(error, 'BLOCK_TOO_LARGE') && error.details['block_bytes'] === 80,
  );
});

test('incorrect length of a full transfer without a residual cannot be trusted', async () => {
  const { drive, device } = await scriptedDrive();
  device.answer(read, { data: block(64), sense: sense('0/00/00', { incorrectLength: true }) });
  await assert.rejects(drive.read(Buffer.alloc(64)), is('DRIVE_ANSWER_MALFORMED'));
});

test('fewer bytes than the drive says are refused, never passed on', async () => {
  const { drive, device } = await scriptedDrive();
  device.answer(
    read,
    { data: block(60) },
    { data: block(9), sense: sense('0/00/00', { incorrectLength: true, information: 54 }) },
  );
  await assert.rejects(drive.read(Buffer.alloc(64)), is('DRIVE_ANSWER_MALFORMED'));
  await assert.rejects(drive.read(Buffer.alloc(64)), is('DRIVE_ANSWER_MALFORMED'));
});

test('filemark, end of data and a recovered error', async () => {
  const { drive, device, notes } = await scriptedDrive();
  device.answer(
    read,
    { sense: sense('0/00/01', { filemark: true, information: 64 }) },
    { sense: sense('8/00/05', { information: 64 }) },
    { data: block(64), sense: sense('1/17/01') },
  );
  assert.equal(await drive.read(Buffer.alloc(64)), 'filemark');
  await assert.rejects(drive.read(Buffer.alloc(64)), is('END_OF_DATA'));
  assert.equal(await drive.read(Buffer.alloc(64)), 64);
  assert.deepEqual(
    notes.map(({ command, sense: { key, asc } }) => [command, key, asc]),
    [['READ(6)', 1, 0x17]],
  );
});

test('the buffer is used in place, also in shared memory', async () => {
  const { drive, device } = await scriptedDrive();
  const memory = new Uint8Array(new SharedArrayBuffer(128));
  device.answer(read, { data: block(64) });
  await drive.read(memory.subarray(32, 96));
  assert.deepEqual([...memory.subarray(31, 35)], [0, 0, 1, 2]);
});

test('a write of a block, and of its first bytes', async () => {
  const { drive, device } = await scriptedDrive();
  assert.deepEqual(await drive.write(block(64), 60), { earlyWarning: false });
  assert.deepEqual(device.received, [{ cdb: [0x0a, 0, 0, 0, 60, 0], dataOut: [...block(60)] }]);
});

test('early warning: the block is written', async () => {
  const { drive, device } = await scriptedDrive();
  device.answer(
    write,
    { sense: sense('0/00/02', { endOfMedium: true }) },
    { sense: sense('1/00/02', { endOfMedium: true, information: 0 }) },
  );
  assert.deepEqual(await drive.write(block(8), 8), { earlyWarning: true });
  assert.deepEqual(await drive.write(block(8), 8), { earlyWarning: true });
});

test('early warning with a residual, and VOLUME OVERFLOW: the block is not written', async () => {
  const { drive, device } = await scriptedDrive();
  device.answer(
    write,
    { sense: sense('0/00/02', { endOfMedium: true, information: 8 }) },
    { sense: sense('D/00/02', { endOfMedium: true, information: 8 }) },
  );
  await assert.rejects(drive.write(block(8), 8), is('MEDIUM_FULL'));
  await assert.rejects(drive.write(block(8), 8), is('MEDIUM_FULL'));
});

test('a write that is GOOD but was not taken whole is refused', async () => {
  const { drive, device } = await scriptedDrive();
  device.answer(write, { transferred: 4 });
  await assert.rejects(drive.write(block(8), 8), is('DRIVE_ANSWER_MALFORMED'));
});

test('a deferred error is the earlier write’s, also where a read brings it', async () => {
  const { drive, device } = await scriptedDrive();
  device.answer(write, { sense: sense('3/0C/00', { deferred: true }) });
  device.answer(read, { sense: sense('D/00/02', { deferred: true }) });
  await assert.rejects(drive.write(block(8), 8), is('MEDIUM_WRITE_ERROR'));
  await assert.rejects(drive.read(block(8)), is('MEDIUM_WRITE_ERROR'));
});

test('after a deferred error that was recovered, the command is sent again', async () => {
  const { drive, device, notes } = await scriptedDrive();
  device.answer(write, { sense: sense('1/0C/00', { deferred: true }) });
  assert.deepEqual(await drive.write(block(8), 8), { earlyWarning: false });
  assert.equal(device.cdbs(write).length, 2);
  assert.equal(notes.length, 1);
});

test('write protection', async () => {
  const { drive, device } = await scriptedDrive();
  device.answer(write, { sense: sense('7/27/00') });
  await assert.rejects(drive.write(block(8), 8), is('MEDIUM_WRITE_PROTECTED'));
});

test('filemarks: immediate, waiting, several, and the flush', async () => {
  const { drive, device } = await scriptedDrive();
  await drive.writeFilemarks(1, { wait: false });
  await drive.writeFilemarks(1, { wait: true });
  await drive.writeFilemarks(2, { wait: false });
  await drive.writeFilemarks(0, { wait: true });
  assert.deepEqual(device.cdbs(writeFilemarks), [
    [0x10, 1, 0, 0, 1, 0],
    [0x10, 0, 0, 0, 1, 0],
    [0x10, 1, 0, 0, 2, 0],
    [0x10, 0, 0, 0, 0, 0],
  ]);
});

test('filemarks in the early-warning zone are written; a flush that overflows is MEDIUM_FULL', async () => {
  const { drive, device } = await scriptedDrive();
  device.answer(
    writeFilemarks,
    { sense: sense('0/00/02', { endOfMedium: true }) },
    { sense: sense('D/00/02', { endOfMedium: true }) },
  );
  assert.deepEqual(await drive.writeFilemarks(1, { wait: false }), { earlyWarning: true });
  await assert.rejects(drive.writeFilemarks(0, { wait: true }), is('MEDIUM_FULL'));
});

test('with protection, a block goes with its CRC32C behind it', async () => {
  const { drive, device } = await scriptedDrive();
  await drive.setProtection('crc32c');
  const buffer = Buffer.alloc(13);
  buffer.write('123456789');
  await drive.write(buffer, 9);
  const sent = device.received.at(-1);
  assert.deepEqual(sent?.cdb, [0x0a, 0, 0, 0, 13, 0]);
  assert.deepEqual(sent?.dataOut.slice(9), [0x83, 0x92, 0x06, 0xe3]);
});

test('with protection, a block is verified and handed over without its CRC32C', async () => {
  const { drive, device } = await scriptedDrive();
  await drive.setProtection('crc32c-read-only');
  const onWire = Buffer.concat([Buffer.from('123456789'), Buffer.of(0x83, 0x92, 0x06, 0xe3)]);
  const short = { incorrectLength: true, information: 3 };
  device.answer(read, { data: onWire, sense: sense('0/00/00', short) });
  const buffer = Buffer.alloc(16);
  assert.equal(await drive.read(buffer), 9);
  assert.equal(buffer.toString('latin1', 0, 9), '123456789');
  const damaged = Buffer.from(onWire);
  damaged[0] = 0;
  device.answer(read, { data: damaged, sense: sense('0/00/00', short) });
  await assert.rejects(drive.read(buffer), is('BLOCK_PROTECTION_MISMATCH'));
});

test('a protected block of no more than its CRC32C is refused', async () => {
  const { drive, device } = await scriptedDrive();
  await drive.setProtection('crc32c-read-only');
  device.answer(read, { data: block(4), sense: sense('0/00/00', { incorrectLength: true, information: 12 }) });
  await assert.rejects(drive.read(Buffer.alloc(16)), is('BLOCK_PROTECTION_MISMATCH'));
});

test('a mismatch that the drive finds is the same condition', async () => {
  const { drive, device } = await scriptedDrive();
  device.answer(write, { sense: sense('4/10/01') });
  await assert.rejects(drive.write(block(8), 8), is('BLOCK_PROTECTION_MISMATCH'));
});

test('a write without room for protection, or with protection for reading only, is a fault of the program', async () => {
  const { drive, device } = await scriptedDrive();
  await drive.setProtection('crc32c');
  await assert.rejects(drive.write(Buffer.alloc(10), 8), is('UNFORESEEN_ERROR'));
  await drive.setProtection('crc32c-read-only');
  await assert.rejects(drive.write(Buffer.alloc(12), 8), is('UNFORESEEN_ERROR'));
  assert.deepEqual(device.cdbs(write), []);
});
