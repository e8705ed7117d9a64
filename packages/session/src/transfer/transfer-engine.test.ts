import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setImmediate as immediate } from 'node:timers/promises';
import { ConditionError } from '@cta/conditions';
import { memoryDrive } from '@cta/testing';
import { openTransferEngine, type TransferEngineOptions } from './open-transfer-engine.ts';
import type { ArchiveOptions, TransferEngine } from './transfer-engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'cta-engine-'));
after(() => rmSync(folder, { recursive: true }));

let names = 0;
const { signal: never } = new AbortController();

async function open(options: Partial<TransferEngineOptions> = {}): Promise<TransferEngine> {
  const drive = memoryDrive({ tapePath: join(folder, `tape-${++names}`) });
  return await openTransferEngine({ ...drive, allowedRoots: [folder], signal: never, ...options });
}

/** A drive module of which `openTapeDrive` gives an object with these members. */
function driveModule(members: string): Partial<TransferEngineOptions> {
  const source = `export async function openTapeDrive() { return { identity: {}, close: async () => {}, ${members} }; }`;
  return { driveModule: `data:text/javascript,${encodeURIComponent(source)}` };
}

const archiveOptions: ArchiveOptions = {
  vid: 'V00001',
  lastFseq: 0,
  protection: true,
  site: 'TEST',
  moverHost: 'HOST',
  softwareVersion: '0.1.0',
  flush: { files: 1, bytes: 1 },
  lowWater: { files: 1, bytes: 1 },
};

test('drive and tape are reached from the main thread', async () => {
  const engine = await open();
  assert.equal(engine.identity.product, 'MEMORY-DRIVE');
  const { identity, ...probe } = await engine.probe();
  assert.deepEqual(identity, engine.identity);
  assert.deepEqual(probe, {
    readiness: { state: 'ready', writeProtected: false },
    tapeAlerts: { flags: [], areCleared: false },
  });
  await engine.waitUntilReady({ timeoutMs: 1000 });
  await assert.rejects(engine.readVolumeLabel(), { condition: 'TAPE_BLANK' });
  await engine.labelTape({ vid: 'V00001', protection: false, force: false, softwareVersion: '0.1.0' });
  assert.deepEqual(await engine.readVolumeLabel(), { vid: 'V00001', protection: 'none', owner: 'CTA' });
  await assert.rejects(engine.labelTape({ vid: 'V00002', protection: false, force: false, softwareVersion: '0.1.0' }), {
    condition: 'VOLUME_LABEL_MISMATCH',
  });
  await engine.unload();
  await engine.close();
});

test('a drive that cannot be opened is the error of opening, with what it says', async () => {
  const source =
    "import { ConditionError } from '@cta/conditions'; export const openTapeDrive = async () => { throw new ConditionError('DRIVE_NOT_FOUND', { message: 'no /dev/nst9', details: { device: '/dev/nst9' }, cause: new Error('ENOENT') }); };";
  const conditions = import.meta.resolve('@cta/conditions');
  const module = `data:text/javascript,${encodeURIComponent(source.replace('@cta/conditions', conditions))}`;
  await assert.rejects(open({ driveModule: module }), {
    condition: 'DRIVE_NOT_FOUND',
    message: 'D101 Tape drive device not found: no /dev/nst9',
    details: { device: '/dev/nst9' },
  });
});

test('one call or session at a time', async () => {
  const engine = await open();
  const label = engine.readVolumeLabel();
  await assert.rejects(engine.probe(), { condition: 'UNFORESEEN_ERROR' });
  await assert.rejects(label, { condition: 'TAPE_BLANK' });
  const transfer = engine.archive(archiveOptions, () => transfer.finish());
  await assert.rejects(engine.unload(), { condition: 'UNFORESEEN_ERROR' });
  const end = await transfer.ended;
  assert.equal(end.reason === 'failed' ? end.error.condition : end.reason, 'TAPE_BLANK');
  await engine.unload();
  await engine.close();
});

test('a wait in the drive that is cancelled rejects with the reason of who cancels it', async () => {
  const wait =
    'waitUntilReady: ({ signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)))';
  const engine = await open(driveModule(wait));
  for (const reason of [new DOMException('no longer wanted', 'AbortError'), new ConditionError('PHASE_OUTLASTED')]) {
    const controller = new AbortController();
    const waiting = engine.waitUntilReady({ timeoutMs: 60_000, signal: controller.signal });
    setImmediate(() => controller.abort(reason));
    await assert.rejects(waiting, (error) => error === reason);
  }
  await engine.close();
});

test('what a cancelled wait met all the same is told as it was', async () => {
  const fault = `signal.addEventListener("abort", () => reject(new Error("bent pin")))`;
  const engine = await open(driveModule(`waitUntilReady: ({ signal }) => new Promise((_, reject) => ${fault})`));
  const controller = new AbortController();
  const waiting = engine.waitUntilReady({ timeoutMs: 60_000, signal: controller.signal });
  setImmediate(() => controller.abort());
  await assert.rejects(waiting, { condition: 'UNFORESEEN_ERROR', message: /bent pin/ });
  await engine.close();
});

test('a thread that dies ends the call or the session that it served', async () => {
  const calling = await open(driveModule('readiness: () => process.exit(3)'));
  await assert.rejects(calling.probe(), { condition: 'UNFORESEEN_ERROR' });
  await calling.close();

  const archiving = await open(driveModule('setProtection: () => process.exit(3)'));
  const transfer = archiving.archive(archiveOptions, () => undefined);
  const end = await transfer.ended;
  assert.equal(end.reason === 'failed' ? end.error.condition : end.reason, 'UNFORESEEN_ERROR');
  await archiving.close();
});

test('the signal of the engine ends calls and sessions', async () => {
  const [calls, sessions] = [new AbortController(), new AbortController()];
  const calling = await open({ ...driveModule('readiness: () => new Promise(() => {})'), signal: calls.signal });
  const probe = calling.probe();
  calls.abort(new Error('shutdown'));
  await assert.rejects(probe, { message: 'shutdown' });
  await calling.close();

  const archiving = await open({
    ...driveModule('setProtection: () => new Promise(() => {})'),
    signal: sessions.signal,
  });
  const transfer = archiving.archive(archiveOptions, () => undefined);
  sessions.abort();
  assert.equal((await transfer.ended).reason, 'stopped');
  await archiving.close();
});

test('closing an engine abandons its call', async () => {
  const engine = await open(driveModule('readiness: () => new Promise(() => {})'));
  const probe = assert.rejects(engine.probe(), { name: 'AbortError' });
  await engine.close();
  await probe;
});

test('closing an engine takes no longer than its bound', async () => {
  const hanging = driveModule('close: () => new Promise(() => {})');
  const engine = await open({ ...hanging, closeTimeoutMs: 20 });
  await assert.rejects(engine.close(), { condition: 'UNFORESEEN_ERROR', message: /hangs/ });
});

test('closing an engine ends its session', async () => {
  const engine = await open();
  await engine.labelTape({ vid: 'V00001', protection: true, force: false, softwareVersion: '0.1.0' });
  const transfer = engine.archive(archiveOptions, () => undefined);
  await engine.close();
  assert.equal((await transfer.ended).reason, 'stopped');
});

test('a thread that is blocked in a call to the drive has said which it is and how long it may take', async () => {
  const blocked = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)';
  const engine = await open({
    ...driveModule(`async unload() { ${blocked}; }`),
    timeoutsMs: { unload: 7000 },
    closeTimeoutMs: 2000,
  });
  assert.equal(engine.pulse().call, undefined);
  const unloading = assert.rejects(engine.unload(), { name: 'AbortError' });
  while (engine.pulse().call === undefined) await immediate();
  const { turns, call } = engine.pulse();
  assert.deepEqual(call, { name: 'unload', boundMs: 7000 });
  await engine.close();
  await unloading;
  assert.equal(engine.pulse().turns, turns);
});

test('a thread without work turns its event loop', async () => {
  const engine = await open();
  const { turns, step } = engine.pulse();
  while (engine.pulse().turns === turns) await immediate();
  assert.equal(engine.pulse().step, step);
  await engine.close();
});
