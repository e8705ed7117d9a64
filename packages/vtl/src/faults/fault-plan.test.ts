import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCondition } from '@cta/conditions';
import { loopbackTransport } from '../device-server/loopback-transport.ts';
import { codeOf, loadedRig, readCdb, writeCdb } from '../drive/rig.test.ts';
import { FaultPlan } from './fault-plan.ts';

const ready = '00 00 00 00 00 00';
const mediumError = { key: 'medium error', asc: 0x0c, ascq: 0x00 } as const;

test('a fault befalls the nth command that matches, as often as it says', async (t) => {
  const faults = new FaultPlan();
  const { run } = await loadedRig(t, { faults });
  faults.add({ unit: 'VTL0000001', opcode: 0x0a, skip: 1, times: 2, fault: { kind: 'sense', sense: mediumError } });
  faults.add({ unit: 'another', fault: { kind: 'status', status: 0x08 } });
  const seen: string[] = [];
  for (let i = 0; i < 4; i++) {
    await run(ready);
    const answer = await run(writeCdb(10), { dataOut: Buffer.alloc(10) });
    seen.push(answer.status === 0 ? 'good' : codeOf(answer));
  }
  assert.deepEqual(seen, ['good', '03/0c/00', '03/0c/00', 'good']);
  assert.equal(faults.list().length, 1);
});

test('bits of the CDB tell an unload from a load', async (t) => {
  const faults = new FaultPlan();
  const { run, good, unit } = await loadedRig(t, { faults });
  const stuck = { key: 'hardware error', asc: 0x53, ascq: 0x00 } as const;
  const id = faults.add({
    opcode: 0x1b,
    cdb: [{ byte: 4, mask: 1, value: 0 }],
    times: Infinity,
    fault: { kind: 'sense', sense: stuck },
  });
  await good('1b 00 00 00 01 00');
  assert.equal(codeOf(await run('1b 00 00 00 00 00')), '04/53/00');
  assert.equal(codeOf(await run('1b 00 00 00 00 00')), '04/53/00');
  assert.equal(unit.bayState, 'loaded');
  faults.remove(id);
  await good('1b 00 00 00 00 00');
});

test('a deferred write error takes what was acknowledged since the last flush', async (t) => {
  const faults = new FaultPlan();
  const { run, good } = await loadedRig(t, { faults });
  await good(writeCdb(10), Buffer.alloc(10));
  await good('10 00 000000 00');
  await good(writeCdb(20), Buffer.alloc(20));
  faults.add({ opcode: 0x10, fault: { kind: 'deferred-write-error', sense: mediumError } });
  const flush = await run('10 00 000000 00');
  assert.equal(flush.sense.slice(0, 6), '710003');
  assert.equal((await good('34 00 00 00 00 00 00 00 00 00')).readUInt32BE(4), 1);
});

test('a unit can lie, do its work and complain, or answer another status', async (t) => {
  const faults = new FaultPlan();
  const { run, good } = await loadedRig(t, { faults });
  faults.add({ opcode: 0x0a, fault: { kind: 'lie' } });
  await good(writeCdb(10), Buffer.alloc(10));
  faults.add({ opcode: 0x0a, fault: { kind: 'sense-after', sense: mediumError } });
  assert.equal(codeOf(await run(writeCdb(10), { dataOut: Buffer.alloc(10) })), '03/0c/00');
  faults.add({ opcode: 0x0a, fault: { kind: 'status', status: 0x18 } });
  assert.equal((await run(writeCdb(10), { dataOut: Buffer.alloc(10) })).status, 0x18);
  assert.equal((await good('34 00 00 00 00 00 00 00 00 00')).readUInt32BE(4), 1);
});

test('data can be corrupted in either direction, one bit', async (t) => {
  const faults = new FaultPlan();
  const { good } = await loadedRig(t, { faults });
  faults.add({ opcode: 0x0a, fault: { kind: 'corrupt' } });
  faults.add({ opcode: 0x08, skip: 1, fault: { kind: 'corrupt' } });
  await good(writeCdb(4), Buffer.from([0, 0, 0, 0]));
  for (const expected of [
    [0, 0, 1, 0],
    [0, 0, 0, 0],
  ]) {
    await good('01 00 00 00 00 00');
    assert.deepEqual([...(await good(readCdb(4)))], expected);
  }
});

test('a unit that hangs answers when the fault is taken back; the transport does not wait for it', async (t) => {
  const faults = new FaultPlan();
  const { run, unit } = await loadedRig(t, { faults });
  const id = faults.add({ opcode: 0x00, times: 2, fault: { kind: 'hang' } });
  const cdb = new Uint8Array(6);
  await assert.rejects(loopbackTransport(unit, 'host').execute({ cdb, timeoutMs: 1 }), (error) =>
    isCondition(error, 'DRIVE_NO_ANSWER'),
  );
  const waiting = run(ready);
  faults.remove(id);
  assert.equal((await waiting).status, 0);
});

test('a unit can take its time', async (t) => {
  const faults = new FaultPlan();
  const { run } = await loadedRig(t, { faults });
  faults.add({ opcode: 0x00, fault: { kind: 'delay', delayMs: 5 } });
  const begin = performance.now();
  assert.equal((await run(ready)).status, 0);
  assert.ok(performance.now() - begin >= 4);
  faults.add({ opcode: 0x00, fault: { kind: 'delay', delayMs: 3_600_000 } });
  const waiting = run(ready);
  faults.clear();
  assert.equal((await waiting).status, 0);
});
