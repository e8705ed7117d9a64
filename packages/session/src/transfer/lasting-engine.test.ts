import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { ConditionError } from '@cta/conditions';
import { memoryDrive } from '@cta/testing';
import { type EngineOpening, LastingEngine } from './lasting-engine.ts';
import { openTransferEngine, type TransferEngineOptions } from './open-transfer-engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'cta-lasting-engine-'));
after(() => rmSync(folder, { recursive: true }));

const healthy = memoryDrive({ tapePath: join(folder, 'tape') });
const open = (opening: EngineOpening, drive: Pick<TransferEngineOptions, 'device' | 'driveModule'> = healthy) =>
  openTransferEngine({ ...drive, allowedRoots: [folder], diskWorkers: 1, ...opening });

/** A drive whose opening does not come back. */
const source =
  'export const openTapeDrive = () => { for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); };';
const hanging = { device: 'x', driveModule: `data:text/javascript,${encodeURIComponent(source)}` };

test('a drive that could not be opened is opened by the next call', async () => {
  let ill = true;
  const engine = new LastingEngine(async (opening) => {
    if (ill) throw new ConditionError('DRIVE_HARDWARE_ERROR', { message: '4/44/00' });
    return open(opening);
  });
  assert.deepEqual([engine.isLost, engine.pulse().call], [true, undefined]);
  await assert.rejects(engine.open(), { condition: 'DRIVE_HARDWARE_ERROR' });
  await assert.rejects(engine.probe(), { condition: 'DRIVE_HARDWARE_ERROR' });
  ill = false;
  assert.equal((await engine.probe()).identity.product, 'MEMORY-DRIVE');
  assert.equal(engine.isLost, false);
  await engine.close();
});

test('whoever asks while the drive is being opened waits for the same opening', async () => {
  let opened = 0;
  const engine = new LastingEngine(async (opening) => {
    opened += 1;
    return open(opening);
  });
  await Promise.all([engine.open(), engine.open()]);
  assert.equal(opened, 1);
  await engine.close();
});

test('an opening that does not come back shows in the pulse, and ends with the engine', async () => {
  const engine = new LastingEngine((opening) => open(opening, hanging));
  const opening = assert.rejects(engine.open(), { name: 'AbortError' });
  while (engine.pulse().call === undefined) await delay(5);
  assert.equal(engine.pulse().call?.name, 'open');
  assert.equal(engine.isLost, false);
  await engine.close();
  await opening;
});

test('what was never opened is closed at once', async () => {
  const engine = new LastingEngine(() => assert.fail('opened'));
  await engine.close();
});
