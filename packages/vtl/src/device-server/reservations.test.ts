import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeOf, emptyRig } from '../drive/rig.test.ts';

const ready = '00 00 00 00 00 00';
const conflict = 0x18;

/** Parameter list of PERSISTENT RESERVE OUT. */
function keys(key: bigint, newKey: bigint): Uint8Array {
  const bytes = Buffer.alloc(24);
  bytes.writeBigUInt64BE(key, 0);
  bytes.writeBigUInt64BE(newKey, 8);
  return bytes;
}

const a = { nexus: 'iqn.2026-01.test:a' };
const b = { nexus: 'iqn.2026-01.test:b' };
const register = '5f 06 00 00 00 00000018 00';
const reserve = '5f 01 03 00 00 00000018 00';

test('RESERVE keeps others out until RELEASE, and only the holder can release', async (t) => {
  const { run } = emptyRig(t);
  for (const nexus of [a, b]) await run(ready, nexus);
  assert.equal((await run('16 00 00 00 00 00', a)).status, 0);
  assert.equal((await run(ready, b)).status, conflict);
  assert.equal((await run('16 00 00 00 00 00', b)).status, conflict);
  assert.equal((await run('12 00 00 00 60 00', b)).status, 0);
  assert.equal((await run('17 00 00 00 00 00', b)).status, 0);
  assert.equal((await run(ready, b)).status, conflict);
  assert.equal((await run('57 00 00 00 00 00 00 00 00 00', a)).status, 0);
  assert.equal(codeOf(await run(ready, b)), '02/3a/00');
});

test('a persistent reservation for exclusive access: register, reserve, report, preempt', async (t) => {
  const { run } = emptyRig(t);
  for (const nexus of [a, b]) await run(ready, nexus);
  assert.equal((await run(reserve, { ...a, dataOut: keys(1n, 0n) })).status, conflict);
  for (const [nexus, key] of [
    [a, 1n],
    [b, 2n],
  ] as const) {
    assert.equal((await run(register, { ...nexus, dataOut: keys(0n, key) })).status, 0);
  }
  assert.equal((await run(reserve, { ...a, dataOut: keys(1n, 0n) })).status, 0);
  assert.equal((await run(reserve, { ...b, dataOut: keys(2n, 0n) })).status, conflict);
  assert.equal((await run(ready, b)).status, conflict);
  const reported = await run('5e 00 00 00 00 00 00 00 ff 00', b);
  assert.equal(reported.data.toString('hex'), '00000002' + '00000010' + '0000000000000001' + '0000000000000002');
  const holder = await run('5e 01 00 00 00 00 00 00 ff 00', b);
  assert.equal(holder.data.toString('hex'), '00000002' + '00000010' + '0000000000000001' + '00000000' + '00030000');
  const full = await run('5e 03 00 00 00 00 00 01 ff 00', b);
  assert.match(full.data.toString('latin1'), /iqn\.2026-01\.test:a\0/);

  assert.equal((await run('5f 04 03 00 00 00000018 00', { ...b, dataOut: keys(2n, 1n) })).status, 0);
  assert.equal(codeOf(await run('12 01 c7 00 ff 00', a)), '05/24/00');
  assert.equal(codeOf(await run(ready, a)), '06/2a/03');
  assert.equal((await run(ready, a)).status, conflict);
  assert.equal((await run('5f 02 03 00 00 00000018 00', { ...b, dataOut: keys(2n, 0n) })).status, 0);
  assert.equal(codeOf(await run(ready, a)), '02/3a/00');
});

test('a reservation type that is not offered is refused', async (t) => {
  const { run } = emptyRig(t);
  await run(ready, a);
  await run(register, { ...a, dataOut: keys(0n, 1n) });
  assert.equal(codeOf(await run('5f 01 01 00 00 00000018 00', { ...a, dataOut: keys(1n, 0n) })), '05/24/00');
});
