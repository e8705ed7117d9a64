import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cartridge } from '../cartridge/cartridge.ts';
import { type Run, codeOf, loadedRig, readCdb, residualOf, writeCdb } from './rig.test.ts';

const rewind = '01 00 00 00 00 00';
/** VOL1 of a tape with CRC32C protection and its trailer, least significant byte first (tape-format: test vectors). */
const label = Buffer.from(`VOL1V01001${' '.repeat(27)}CTA${' '.repeat(37)}023`, 'latin1');
const trailer = Buffer.from('875a88de', 'hex');
const wire = Buffer.concat([label, trailer]);

async function protect(run: Run, flags: number, method = 2, nexus = 'host') {
  const page = await run('1a 08 0a f0 ff 00', { nexus });
  const list = Buffer.concat([Buffer.from([0, 0, 0x10, 0]), page.data.subarray(4)]);
  list.set([method, method === 0 ? 0 : 4, flags], 8);
  return run(`15 10 00 00 ${list.length.toString(16)} 00`, { dataOut: list, nexus });
}

test('with LBP a block is verified on its way in, lies on the medium without its trailer, and comes out with it', async (t) => {
  const { run, good, unit, folder } = await loadedRig(t);
  assert.equal((await protect(run, 0xc0)).status, 0);
  await good(writeCdb(84), wire);
  await good(rewind);
  assert.deepEqual(await good(readCdb(84)), wire);
  await good(rewind);
  assert.equal(residualOf(await run(readCdb(100))), 16);
  await good(rewind);
  assert.equal((await protect(run, 0, 0)).status, 0);
  assert.deepEqual(await good(readCdb(80)), label);
  await good('1b 00 00 00 00 00');
  assert.equal(unit.bayState, 'unloaded');
  const cartridge = Cartridge.open(folder);
  assert.deepEqual(cartridge.objects.at(0), { kind: 'block', length: 80, crc32c: 0xde885a87, protected: true });
  cartridge.close();
});

test('a trailer that does not fit the data is a guard check failure, and nothing is written', async (t) => {
  const { run, good } = await loadedRig(t);
  await protect(run, 0xc0);
  const wrong = Buffer.from(wire);
  wrong[40] = 0x21;
  assert.equal(codeOf(await run(writeCdb(84), { dataOut: wrong })), '04/10/01');
  assert.equal(codeOf(await run(writeCdb(4), { dataOut: wrong.subarray(0, 4) })), '05/24/00');
  assert.equal((await good('34 00 00 00 00 00 00 00 00 00')).readUInt32BE(4), 0);
});

test('a tape written without LBP is read with it, and the read-only mode takes blocks as they are', async (t) => {
  const { run, good } = await loadedRig(t);
  await protect(run, 0x40);
  await good(writeCdb(80), label);
  await good(rewind);
  assert.deepEqual(await good(readCdb(84)), wire);
});

test('each nexus has its own protection', async (t) => {
  const { run, good } = await loadedRig(t);
  await run('00 00 00 00 00 00', { nexus: 'other' });
  await protect(run, 0xc0, 2, 'other');
  await good(writeCdb(80), label);
  await good(rewind);
  assert.deepEqual((await run(readCdb(84), { nexus: 'other' })).data, wire);
});

test('a loss of power, or of the session, ends protection', async (t) => {
  const { run, good, unit } = await loadedRig(t);
  for (const lose of [() => unit.powerCycle(), () => unit.nexusLost?.('host')]) {
    await protect(run, 0xc0);
    lose();
    while ((await run('00 00 00 00 00 00')).status !== 0);
    assert.equal((await good('1a 08 0a f0 ff 00'))[8], 0);
  }
});

test('methods and lengths that the drive does not have are refused', async (t) => {
  const { run } = await loadedRig(t);
  assert.equal(codeOf(await protect(run, 0xc0, 1)), '05/26/00');
  assert.equal(codeOf(await protect(run, 0x80, 0)), '05/26/00');
});
