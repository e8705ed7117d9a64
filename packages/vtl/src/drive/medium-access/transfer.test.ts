import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeOf, emptyRig, loadedRig, readCdb, residualOf, writeCdb } from '../rig.test.ts';

const rewind = '01 00 00 00 00 00';
const flush = '10 00 000000 00';

test('a block that is longer than was asked for: ILI, a negative residual, and the position behind it', async (t) => {
  const { run, good } = await loadedRig(t);
  await good(writeCdb(300), Buffer.alloc(300, 7));
  await good(writeCdb(10), Buffer.alloc(10, 8));
  await good(rewind);
  const long = await run(readCdb(100));
  // Valid, current, ILI with no sense, -200, 10 more bytes.
  assert.equal(long.sense, 'f00020ffffff380a00000000000000000000');
  assert.deepEqual(long.data, Buffer.alloc(100, 7));
  const short = await run(readCdb(64));
  assert.equal(short.sense, 'f00020000000360a00000000000000000000');
  assert.deepEqual(short.data, Buffer.alloc(10, 8));
});

test('SILI excuses a wrong length in variable mode, and a long block only while no block length is set', async (t) => {
  const { run, good } = await loadedRig(t);
  for (let i = 0; i < 4; i++) await good(writeCdb(100), Buffer.alloc(100));
  await good(rewind);
  assert.equal((await run(readCdb(200, '02'))).status, 0);
  assert.equal((await run(readCdb(50, '02'))).status, 0);
  await good('15 10 00 00 0c 00', Buffer.from('000010080000000000000200', 'hex'));
  assert.equal((await run(readCdb(200, '02'))).status, 0);
  assert.equal(residualOf(await run(readCdb(50, '02'))), -50);
});

test('a filemark is passed over with FILEMARK and the whole length as residual; the end of data is a blank check', async (t) => {
  const { run, good } = await loadedRig(t);
  await good('10 00 000001 00');
  await good(rewind);
  assert.equal((await run(readCdb(256))).sense, 'f00080000001000a00000000000100000000');
  assert.equal((await run(readCdb(256))).sense, 'f00008000001000a00000000000500000000');
  assert.equal((await good('34 00 00 00 00 00 00 00 00 00')).readUInt32BE(4), 1);
});

test('fixed blocks: many in a command, and residuals that count blocks', async (t) => {
  const { run, good } = await loadedRig(t);
  assert.equal(codeOf(await run('0a 01 000002 00', { dataOut: Buffer.alloc(1024) })), '05/24/00');
  await good('15 10 00 00 0c 00', Buffer.from('000010080000000000000200', 'hex'));
  const blocks = Buffer.concat([Buffer.alloc(512, 1), Buffer.alloc(512, 2), Buffer.alloc(512, 3)]);
  await good('0a 01 000003 00', blocks);
  await good('10 00 000001 00');
  await good(rewind);
  assert.deepEqual(await good('08 01 000002 00'), blocks.subarray(0, 1024));
  const stopped = await run('08 01 000004 00');
  assert.deepEqual([codeOf(stopped), residualOf(stopped)], ['00/00/01', 3]);
  assert.deepEqual(stopped.data, blocks.subarray(1024));
  assert.equal(codeOf(await run('08 03 000001 00')), '05/24/00');
});

test('writing: early warning while there is room behind it, then volume overflow, and nothing of that block is there', async (t) => {
  const { run, good } = await loadedRig(t, { cartridge: { capacityBytes: 1000, earlyWarningBytes: 500 } });
  for (let i = 0; i < 2; i++) await good(writeCdb(500), Buffer.alloc(500));
  const warned = await run(writeCdb(400), { dataOut: Buffer.alloc(400) });
  assert.equal(warned.sense, 'f00040000000000a00000000000200000000');
  const position = await good('34 00 00 00 00 00 00 00 00 00');
  assert.deepEqual([position[0], position.readUInt32BE(4)], [0x40, 3]);
  const overflow = await run(writeCdb(101), { dataOut: Buffer.alloc(101) });
  assert.equal(overflow.sense, 'f0004d000000650a00000000000200000000');
  const filemark = await run('10 00 000001 00');
  assert.deepEqual([codeOf(filemark), residualOf(filemark)], ['00/00/02', 0]);
  assert.equal((await run(flush)).status, 0);
  assert.equal((await good('34 00 00 00 00 00 00 00 00 00')).readUInt32BE(4), 4);
});

test('what is written in the middle of a tape is followed by the end of data', async (t) => {
  const { run, good } = await loadedRig(t);
  for (let i = 1; i <= 5; i++) await good(writeCdb(i), Buffer.alloc(i));
  await good('2b 00 00 00000001 00 00 00');
  await good(writeCdb(77), Buffer.alloc(77, 9));
  assert.equal(codeOf(await run(readCdb(100))), '08/00/05');
  await good('2b 00 00 00000001 00 00 00');
  assert.equal((await run(readCdb(77))).data.length, 77);
});

test('ERASE makes the position the end of data', async (t) => {
  const { run, good } = await loadedRig(t);
  for (let i = 1; i <= 3; i++) await good(writeCdb(i), Buffer.alloc(i));
  await good('2b 00 00 00000001 00 00 00');
  await good('19 00 00 00 00 00');
  assert.equal(codeOf(await run('2b 00 00 00000002 00 00 00')), '08/00/05');
});

test('a write-protected cartridge refuses to be changed, raises its TapeAlert, and shows WP in the mode header', async (t) => {
  const { run, good } = await loadedRig(t, { cartridge: { writeProtected: true } });
  assert.equal(codeOf(await run(writeCdb(1), { dataOut: Buffer.alloc(1) })), '07/27/00');
  assert.equal(codeOf(await run('10 00 000001 00')), '07/27/00');
  assert.equal(codeOf(await run('19 00 00 00 00 00')), '07/27/00');
  assert.equal((await run(flush)).status, 0);
  assert.equal((await good('1a 00 00 00 ff 00'))[2], 0x90);
  assert.equal((await good('4d 00 6e 00 00 00 09 00 ff 00'))[8], 1);
});

test('a written WORM cartridge can be appended to and not overwritten', async (t) => {
  const { run, good } = await loadedRig(t, { cartridge: { medium: 'worm' } });
  await good(writeCdb(5), Buffer.alloc(5));
  await good(writeCdb(6), Buffer.alloc(6));
  await good(rewind);
  assert.equal(codeOf(await run(writeCdb(5), { dataOut: Buffer.alloc(5) })), '07/30/0c');
  assert.deepEqual([...(await good('1a 08 1d 00 ff 00')).subarray(4, 9)], [0x1d, 30, 1, 0, 1]);
});

test('READ POSITION tells what is buffered from what a flush has put on the medium', async (t) => {
  const { good } = await loadedRig(t);
  const position = async () => {
    const bytes = await good('34 00 00 00 00 00 00 00 00 00');
    return [bytes[0], bytes.readUInt32BE(4), bytes.readUInt32BE(8), bytes.readUIntBE(13, 3), bytes.readUInt32BE(16)];
  };
  assert.deepEqual(await position(), [0x80, 0, 0, 0, 0]);
  await good(writeCdb(100), Buffer.alloc(100));
  await good('10 01 000001 00');
  assert.deepEqual(await position(), [0, 2, 0, 2, 100]);
  await good(flush);
  assert.deepEqual(await position(), [0, 2, 2, 0, 0]);
});

test('LOCATE(16) goes to objects, logical files and the end of data', async (t) => {
  const { run, good } = await loadedRig(t);
  for (let file = 0; file < 3; file++) {
    await good(writeCdb(10), Buffer.alloc(10));
    await good('10 01 000001 00');
  }
  const at = async () => (await good('34 06 00 00 00 00 00 00 20 00')).readBigUInt64BE(8);
  await good('92 08 00 00 0000000000000002 00000000');
  assert.equal(await at(), 4n);
  await good('92 08 00 00 0000000000000000 00000000');
  assert.equal(await at(), 0n);
  await good('92 18 00 00 0000000000000000 00000000');
  assert.equal(await at(), 6n);
  assert.equal(codeOf(await run('92 08 00 00 0000000000000004 00000000')), '08/00/05');
  assert.equal(codeOf(await run('92 02 00 01 0000000000000000 00000000')), '05/24/00');
});

test('an empty drive is not ready for anything that needs a medium', async (t) => {
  const { run } = emptyRig(t);
  assert.equal(codeOf(await run('00 00 00 00 00 00')), '06/29/00');
  for (const cdb of [
    '00 00 00 00 00 00',
    readCdb(10),
    rewind,
    flush,
    '34 00 00 00 00 00 00 00 00 00',
    '1b 00 00 00 01 00',
  ]) {
    assert.equal(codeOf(await run(cdb)), '02/3a/00', cdb);
  }
});

test('fewer data than the CDB announces end a write, and nothing is written', async (t) => {
  const { run, good } = await loadedRig(t);
  assert.equal(codeOf(await run(writeCdb(100), { dataOut: Buffer.alloc(99) })), '0b/4b/00');
  assert.equal((await good('34 00 00 00 00 00 00 00 00 00')).readUInt32BE(4), 0);
});

test('the transport learns of a CDB that moves another number of bytes than the initiator gave or takes', async (t) => {
  const { unit, good } = await loadedRig(t);
  const execute = (cdb: string, dataOut: Uint8Array, allocation: number) =>
    unit.execute(Buffer.from(cdb, 'hex'), dataOut, allocation, 'host');
  assert.equal((await execute(writeCdb(100), Buffer.alloc(120), 0)).transferLength, 100);
  assert.equal((await execute(writeCdb(100), Buffer.alloc(100), 0)).transferLength, undefined);
  await good(rewind);
  assert.equal((await execute(readCdb(100), new Uint8Array(0), 60)).transferLength, 100);
  assert.equal((await execute(readCdb(100), new Uint8Array(0), 100)).transferLength, undefined);
});

test('a WRITE or READ of no bytes is GOOD and moves nothing', async (t) => {
  const { good } = await loadedRig(t);
  await good(writeCdb(0));
  await good(readCdb(0));
  assert.equal((await good('34 00 00 00 00 00 00 00 00 00')).readUInt32BE(4), 0);
});
