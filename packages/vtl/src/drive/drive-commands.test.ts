import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { codeOf, emptyRig, loadedRig, readCdb, writeCdb } from './rig.test.ts';

const ready = '00 00 00 00 00 00';

test('INQUIRY says tape, removable, PROTECT, and who the drive is', async (t) => {
  const { run, good } = emptyRig(t);
  const standard = await good('12 00 00 00 60 00');
  assert.deepEqual([...standard.subarray(0, 6)], [0x01, 0x80, 0x07, 0x02, 91, 0x01]);
  assert.equal(standard.subarray(8, 36).toString('latin1'), 'IBM     ULT3580-TD9     V001');
  assert.equal((await good('12 01 80 00 10 00')).toString('latin1'), '\x01\x80\x00\x0aVTL0000001');
  assert.deepEqual([...(await good('12 01 00 00 ff 00'))], [1, 0, 0, 5, 0, 0x80, 0x83, 0xb0, 0xb1]);
  const identification = await good('12 01 83 00 ff 00');
  assert.equal(identification.subarray(8).toString('latin1'), 'IBM     ULT3580-TD9     VTL0000001');
  assert.deepEqual([...identification.subarray(0, 8)], [1, 0x83, 0, 38, 2, 1, 0, 34]);
  assert.equal((await good('12 00 00 00 05 00')).length, 5);
  assert.equal(codeOf(await run('12 01 c7 00 ff 00')), '05/24/00');
});

test('an unknown command is an invalid operation code', async (t) => {
  const { run } = await loadedRig(t);
  assert.equal((await run('c1 00 00 00 00 00')).sense, '700005000000000a00000000200000000000');
});

test('a wrong field of the CDB is named by its byte', async (t) => {
  const { run } = await loadedRig(t);
  assert.equal((await run('4d 00 40 33 00 00 00 00 ff 00')).sense, '700005000000000a00000000240000c00003');
});

test('each nexus is told once of power on, of a medium that became ready, and of mode parameters that others changed', async (t) => {
  const { run, unit, folder } = emptyRig(t);
  const a = { nexus: 'a' };
  const b = { nexus: 'b' };
  assert.equal(codeOf(await run(ready, a)), '06/29/00');
  assert.equal(codeOf(await run(ready, a)), '02/3a/00');
  unit.insert(folder);
  assert.equal(codeOf(await run(ready, a)), '06/28/00');
  assert.equal((await run(ready, a)).status, 0);
  assert.equal((await run('12 00 00 00 60 00', b)).status, 0);
  assert.equal(codeOf(await run(ready, b)), '06/29/00');
  assert.equal((await run(ready, b)).status, 0);
  const select = { ...b, dataOut: Buffer.from('000010080000000000000200', 'hex') };
  assert.equal((await run('15 10 00 00 0c 00', select)).status, 0);
  assert.equal((await run('15 10 00 00 0c 00', select)).status, 0);
  assert.equal(
    (await run('03 00 00 00 12 00', a)).data.toString('hex'),
    '70000600000000' + '0a' + '00000000' + '2a01' + '00000000',
  );
  assert.equal((await run(ready, a)).status, 0);
  unit.powerCycle();
  assert.equal(codeOf(await run(ready, a)), '06/29/00');
  assert.equal(codeOf(await run(ready, a)), '06/28/00');
  assert.equal((await run(ready, a)).status, 0);
});

test('a nexus whose session has ended is told so, and nothing that was its own is left', async (t) => {
  const { run, unit, good } = await loadedRig(t);
  await good('16 00 00 00 00 00');
  await good('1e 00 00 00 01 00');
  unit.nexusLost?.('host');
  unit.nexusLost?.('nobody');
  assert.equal(codeOf(await run(ready, { nexus: 'other' })), '06/29/00');
  assert.equal((await run('1b 00 00 00 00 00', { nexus: 'other' })).status, 0);
  assert.equal(codeOf(await run(ready)), '06/29/07');
  assert.equal(codeOf(await run(ready)), '02/3a/00');
});

test('a load takes its time: becoming ready until the clock says so', async (t) => {
  let now = 0;
  const { run, unit, folder } = emptyRig(t, { drive: { loadTimeMs: 60_000, clock: () => now } });
  await run(ready);
  unit.insert(folder);
  assert.equal(codeOf(await run(ready)), '02/04/01');
  now = 59_999;
  assert.equal(codeOf(await run(readCdb(1))), '02/04/01');
  now = 60_000;
  assert.equal(codeOf(await run(ready)), '06/28/00');
  assert.equal((await run(ready)).status, 0);
});

test('UNLOAD lets go of the cartridge unless its removal is prevented; LOAD takes it again', async (t) => {
  const { run, good, unit } = await loadedRig(t);
  await good('1e 00 00 00 01 00');
  assert.equal(codeOf(await run('1b 00 00 00 00 00')), '05/53/02');
  await good('1e 00 00 00 00 00');
  await good('1b 00 00 00 00 00');
  assert.equal(unit.bayState, 'unloaded');
  assert.equal(codeOf(await run(ready)), '02/3a/00');
  await good('1b 00 00 00 00 00');
  await good('1b 00 00 00 01 00');
  assert.equal(codeOf(await run(ready)), '06/28/00');
  await good('1b 00 00 00 08 00');
  assert.equal(codeOf(await run(ready)), '02/04/02');
});

test('cartridges that are of no use are named: cleaning, another generation, a damaged file', async (t) => {
  const cleaning = emptyRig(t, { cartridge: { medium: 'cleaning' } });
  const old = emptyRig(t, { cartridge: { generation: 'LTO-7' } });
  const damaged = emptyRig(t);
  const file = join(damaged.folder, 'tape.dat');
  writeFileSync(file, readFileSync(file).fill(0x55));
  for (const [rig, code] of [
    [cleaning, '02/30/03'],
    [old, '02/30/00'],
    [damaged, '03/31/00'],
  ] as const) {
    rig.unit.insert(rig.folder);
    await rig.run(ready);
    assert.equal(codeOf(await rig.run(ready)), code);
    await rig.good('1b 00 00 00 00 00');
    assert.equal(rig.unit.bayState, 'unloaded');
  }
});

test('a loss of power loses what was not flushed, and nothing else', async (t) => {
  const { run, good, unit } = await loadedRig(t);
  await good(writeCdb(100), Buffer.alloc(100));
  await good('10 00 000000 00');
  await good(writeCdb(200), Buffer.alloc(200));
  unit.powerCycle();
  assert.equal(codeOf(await run(ready)), '06/29/00');
  assert.equal(codeOf(await run(ready)), '06/28/00');
  await good('11 03 000000 00');
  assert.equal((await good('34 00 00 00 00 00 00 00 00 00')).readUInt32BE(4), 1);
});

test('a loss of power during a flush is not answered with GOOD', async (t) => {
  const { run, good, unit } = await loadedRig(t);
  await good(writeCdb(100), Buffer.alloc(100));
  const flushing = run('10 00 000000 00');
  unit.powerCycle();
  const answer = await flushing;
  assert.deepEqual([answer.status, answer.sense.slice(0, 6), codeOf(answer)], [2, '710003', '03/0c/00']);
});

test('MODE SENSE: header with buffered mode, block descriptor, and pages in both forms', async (t) => {
  const { run, good } = await loadedRig(t);
  assert.equal((await good('1a 00 00 00 ff 00')).toString('hex'), '0b0010086000000000000000');
  assert.equal((await good('5a 00 00 00 00 00 00 00 ff 00')).toString('hex'), '000e0010000000086000000000000000');
  const all = await good('1a 08 3f ff ff 00');
  assert.deepEqual([all[0], all[4], all[5]], [all.length - 1, 0x4a, 0xf0]);
  assert.equal((await good('1a 08 0f 00 ff 00')).subarray(4, 8).toString('hex'), '0f0ec080');
  assert.equal((await good('1a 08 10 00 ff 00')).length, 20);
  assert.equal(codeOf(await run('1a 08 2a 00 ff 00')), '05/24/00');
  assert.equal(codeOf(await run('1a 08 cf 00 ff 00')), '05/39/00');
});

test('MODE SELECT refuses what it does not have, and changes nothing then', async (t) => {
  const { run, good } = await loadedRig(t);
  const list = (hex: string) => ({ dataOut: Buffer.from(hex, 'hex') });
  assert.equal(codeOf(await run('15 10 00 00 0c 00', list('000050080000000000000200'))), '05/26/00');
  assert.equal(codeOf(await run('15 10 00 00 0a 00', list('00001008000000000000'))), '05/1a/00');
  assert.equal(codeOf(await run('15 10 00 00 06 00', list('000010001d00'))), '05/26/00');
  assert.equal(codeOf(await run('15 11 00 00 04 00', list('00001000'))), '05/24/00');
  assert.equal((await good('1a 00 00 00 ff 00')).toString('hex'), '0b0010086000000000000000');
});

test('TapeAlert: page 12h shows the flags and leaves them, page 2Eh clears them', async (t) => {
  const { good, unit } = await loadedRig(t);
  unit.raiseTapeAlert(1);
  unit.raiseTapeAlert(20);
  const response = '4d 00 52 00 00 00 00 04 00 00';
  const bits = '120000' + '0c' + '0000030880' + '00100000000000';
  assert.equal((await good(response)).toString('hex'), bits);
  assert.equal((await good(response)).toString('hex'), bits);
  const flags = async () => {
    const page = await good('4d 00 6e 00 00 00 00 04 00 00');
    assert.equal(page.length, 4 + 64 * 5);
    return Array.from({ length: 64 }, (_, index) => page[8 + 5 * index]).flatMap((on, index) =>
      on === 1 ? [index + 1] : [],
    );
  };
  assert.deepEqual(await flags(), [1, 20]);
  assert.deepEqual(await flags(), []);
});

const logSense = (page: number) => ['4d', '00', (0x40 | page).toString(16), '00 00 00 00 04 00 00'].join(' ');

test('TapeAlert: what a medium was the cause of goes with it, what is the drive’s own stays', async (t) => {
  const { good, unit } = await loadedRig(t);
  for (const flag of [4, 20, 30]) unit.raiseTapeAlert(flag);
  const bits = async () => (await good(logSense(0x12))).subarray(8).toString('hex');
  assert.equal(await bits(), '1000100400000000');
  await good('1b 00 00 00 00 00');
  assert.equal(await bits(), '0000100400000000');
});

test('TapeAlert: a drive can be one that has no page but that which clears the flags', async (t) => {
  const { good, run } = await loadedRig(t, { drive: { tapeAlertResponse: false } });
  const supported = [...(await good(logSense(0)))].slice(4);
  assert.deepEqual([supported.includes(0x12), supported.includes(0x2e)], [false, true]);
  assert.equal(codeOf(await run(logSense(0x12))), '05/24/00');
});

test('log pages count what was moved, and LOG SELECT resets the compression page', async (t) => {
  const { good } = await loadedRig(t);
  await good(writeCdb(1000), Buffer.alloc(1000));
  assert.deepEqual(
    [...(await good('4d 00 40 00 00 00 00 04 00 00'))],
    [0, 0, 0, 10, 0, 2, 3, 0x0c, 0x11, 0x12, 0x17, 0x1b, 0x2e, 0x31],
  );
  const bytesWritten = async () => (await good('4d 00 5b 00 00 00 07 00 0c 00')).readUInt32BE(8);
  assert.equal(await bytesWritten(), 1000);
  await good('4c 02 db 00 00 00 00 00 00 00');
  assert.equal(await bytesWritten(), 0);
  const sequential = await good('4d 00 4c 00 00 00 00 04 00 00');
  assert.equal(sequential.readBigUInt64BE(8), 1000n);
});

test('MAM: what the device knows is read, what a host writes is kept through an unload', async (t) => {
  const { run, good } = await loadedRig(t);
  const attribute = async (id: string) => {
    const bytes = await good(`8c 00 00 00 00 00 00 00 ${id} 00000400 00 00`);
    return bytes.subarray(9, 9 + bytes.readUInt16BE(7)).toString('latin1');
  };
  assert.equal((await attribute('0806')).trimEnd(), 'V00001L9');
  assert.equal(await attribute('0003'), '\0\0\0\0\0\0\0\x01');
  const value = Buffer.concat([Buffer.from('0000000d' + '0801' + '01' + '0008', 'hex'), Buffer.from('cta-tape')]);
  await good('8d 01 00 00 00 00 00 00 00 00 00000011 00 00', value);
  await good('1b 00 00 00 00 00');
  await good('1b 00 00 00 01 00');
  await run(ready);
  assert.equal(await attribute('0801'), 'cta-tape');
  assert.equal(await attribute('0003'), '\0\0\0\0\0\0\0\x02');
  const list = await good('8c 01 00 00 00 00 00 00 0800 00000400 00 00');
  assert.equal(list.toString('hex'), '0000000408010806');
  const readOnly = Buffer.from('00000006' + '0408' + '00' + '0001' + '80', 'hex');
  assert.equal(codeOf(await run('8d 01 00 00 00 00 00 00 00 00 0000000a 00 00', { dataOut: readOnly })), '05/26/00');
});

test('READ BLOCK LIMITS and REPORT DENSITY SUPPORT', async (t) => {
  const { good } = await loadedRig(t);
  assert.equal((await good('05 00 00 00 00 00')).toString('hex'), '008000000001');
  const densities = await good('44 00 00 00 00 00 00 04 00 00');
  assert.deepEqual([densities.readUInt16BE(0), densities[4], densities[56]], [106, 0x5e, 0x60]);
  const ofMedium = await good('44 01 00 00 00 00 00 04 00 00');
  assert.deepEqual([ofMedium.length, ofMedium[4], ofMedium[6]], [56, 0x60, 0xa0]);
});
