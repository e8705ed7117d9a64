import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { exitStatuses } from '@cta/runtime';
import { sourceConditions } from '../../tools/step.ts';
import { runEnclosed } from '../night/container/enclosure.ts';
import { builtPackages } from './rig/built-packages.ts';
import type { SceneAnswers, UnitState } from './rig/systemd-scene.ts';

let seen: SceneAnswers;

before(async () => {
  const { deb } = await builtPackages('0.1.0');
  const folder = await mkdtemp(join(tmpdir(), 'cta-answers-'));
  try {
    const answers = join(folder, 'answers.json');
    const scene = new URL('rig/systemd-scene.ts', import.meta.url).pathname;
    const status = await runEnclosed([process.execPath, ...sourceConditions, scene, deb, answers], process.env);
    assert.equal(status, 0);
    seen = JSON.parse(await readFile(answers, 'utf8')) as SceneAnswers;
  } finally {
    await rm(folder, { recursive: true });
  }
});

function failedForAPerson(state: UnitState): void {
  assert.equal(state.ActiveState, 'failed');
  assert.equal(state.ExecMainStatus, String(exitStatuses.CONFIGURATION_UNREADABLE));
  assert.equal(state.NRestarts, '0');
}

describe('a service under systemd', () => {
  test('is disabled until somebody enables it', () => {
    assert.equal(seen.enabled, 'disabled');
  });

  test('without its configuration ends with a status of its own, and is not started in a loop', () => {
    failedForAPerson(seen.withoutConfiguration);
  });

  test('without its secret does so, too: systemd leaves it to the service to say what is missing', () => {
    failedForAPerson(seen.withoutSecret);
  });

  test('is starting for as long as its database is away', () => {
    assert.equal(seen.withoutDatabase.ActiveState, 'activating');
    assert.equal(seen.withoutDatabase.NRestarts, '0');
  });

  test('is handed its secret in a file that it alone may read', () => {
    assert.equal(seen.credential, '-r-------- cta cta-maintd.catalogue-password');
  });

  test('is started again after a kill', () => {
    assert.equal(seen.killed.NRestarts, '1');
  });

  test('stops in order when it is told to', () => {
    assert.equal(seen.stopped.ActiveState, 'inactive');
    assert.equal(seen.stopped.Result, 'success');
    assert.equal(seen.stopped.ExecMainStatus, '0');
  });

  test('gives systemd nothing to complain of', () => {
    assert.equal(seen.complaints, '');
  });

  test('has ended when its package is removed', () => {
    assert.equal(seen.removed, '');
  });
});
