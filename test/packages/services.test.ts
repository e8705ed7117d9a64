import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { exitStatuses } from '@cta/runtime';
import { sourceConditions } from '../../tools/step.ts';
import { runEnclosed } from '../night/container/enclosure.ts';
import { builtPackages } from './rig/built-packages.ts';
import type { UnitState } from './rig/scene/systemd-machine.ts';
import type { SceneAnswers, ScenePackages } from './rig/systemd-scene.ts';

const versions = { first: '0.1.0', next: '0.1.0+next' } as const;

let seen: SceneAnswers;

before(async () => {
  const packages: ScenePackages = {
    first: await builtPackages(versions.first),
    next: await builtPackages(versions.next),
  };
  const folder = await mkdtemp(join(tmpdir(), 'cta-answers-'));
  try {
    const answers = join(folder, 'answers.json');
    const scene = new URL('rig/systemd-scene.ts', import.meta.url).pathname;
    const play = [process.execPath, ...sourceConditions, scene, JSON.stringify(packages), answers];
    const status = await runEnclosed(play, process.env);
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

function stoppedInOrder(state: UnitState): void {
  assert.equal(state.ActiveState, 'inactive');
  assert.equal(state.Result, 'success');
  assert.equal(state.ExecMainStatus, '0');
}

describe('a service under systemd', () => {
  test('is disabled until somebody enables it, also where what is installed is enabled', () => {
    assert.equal(seen.maintenance.enabled, 'disabled');
    assert.equal(seen.maintenance.preset, 'disabled');
  });

  test('without its configuration ends with a status of its own, and is not started in a loop', () => {
    failedForAPerson(seen.maintenance.withoutConfiguration);
  });

  test('without its secret does so, too: systemd leaves it to the service to say what is missing', () => {
    failedForAPerson(seen.maintenance.withoutSecret);
  });

  test('reads a configuration that root wrote, whatever umask root has', () => {
    assert.equal(seen.maintenance.configuration, '-rw-r----- root:cta');
    assert.equal(seen.maintenance.withoutDatabase.ActiveState, 'activating');
  });

  test('is starting for as long as its database is away', () => {
    assert.equal(seen.maintenance.withoutDatabase.ActiveState, 'activating');
    assert.equal(seen.maintenance.withoutDatabase.NRestarts, '0');
  });

  test('is handed its secret in a file that it alone may read', () => {
    assert.equal(seen.maintenance.credential, '-r-------- cta cta-maintd.catalogue-password');
  });

  test('is started again after a kill', () => {
    assert.equal(seen.maintenance.killed.NRestarts, '1');
  });

  test('stops in order when it is told to', () => {
    stoppedInOrder(seen.maintenance.stopped);
  });

  test('gives systemd nothing to complain of', () => {
    assert.equal(seen.complaints, '');
  });

  test('has ended when its package is removed', () => {
    assert.equal(seen.removed, '');
  });

  test('leaves nothing that systemd reads when its package is purged, changes of the administrator included', () => {
    assert.equal(seen.purged, '');
  });
});

describe('a drive service under systemd', () => {
  test('can do in its sandbox what drives are used by: threads, and calls into the kernel for SCSI', () => {
    assert.match(seen.drives.sandbox, /^ok +runtime +worker threads start$/m);
    assert.match(seen.drives.sandbox, /^ok +runtime +system calls for SCSI pass-through work$/m);
  });

  test('is in its sandbox: system calls are filtered, and raw SCSI is its only privilege', () => {
    assert.match(seen.drives.sandbox, /^Seccomp:\t2$/m);
    assert.match(seen.drives.sandbox, /^NoNewPrivs:\t1$/m);
    assert.match(seen.drives.sandbox, /^CapEff:\t0000000000020000$/m);
  });

  test('is stopped with all others by their target', () => {
    for (const state of seen.drives.running) assert.equal(state.ActiveState, 'activating');
    assert.equal(seen.drives.stopped.length, 2);
    seen.drives.stopped.forEach(stoppedInOrder);
  });
});

describe('an .rpm under systemd', () => {
  test('is upgraded under a running service, which goes on in its own release', () => {
    const { beforeUpgrade, afterUpgrade, programs, version, releases } = seen.rpm;
    assert.deepEqual(afterUpgrade, beforeUpgrade);
    assert.equal(afterUpgrade.ActiveState, 'activating');
    assert.match(programs[0], /^\/usr\/lib\/cta\/releases\/0\.1\.0-/);
    assert.equal(programs[1], programs[0]);
    assert.equal(version, versions.next);
    assert.equal(releases.length, 2);
  });

  test('ends its services in order before it is erased', () => {
    assert.match(seen.rpm.stopped, /"event":"service_stopped"/);
    assert.equal(seen.rpm.left, '');
  });
});
