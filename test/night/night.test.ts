import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { inspect } from 'node:util';
import { verifyTape } from '@cta/testing';
import { Diary } from './diary.ts';
import { disturbances } from './disturbances.ts';
import { driveNames, tapes } from './hall/site.ts';
import { TapeHall, units } from './hall/tape-hall.ts';
import { nightPlan } from './night-plan.ts';
import {
  assertHistoriesGoOn,
  type Reason,
  reasonOf,
  serials,
  slowDown,
  startWork,
  submit,
  untilComplete,
  witness,
} from './scene.ts';

const plan = nightPlan();
const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const hall = stack.use(await TapeHall.open(plan));
const { machine, operator, ledger, library, puppet } = hall;

const diary = new Diary();
stack.defer(() => diary.write(plan.report, introduction()));

afterEach(async (context) => {
  if (!('error' in context) || context.error === null) return;
  context.diagnostic(inspect(context.error));
  context.diagnostic(await machine.run('journalctl', ['--lines=40', '--no-pager', '--output=cat', '--unit=cta-*']));
});

test('packages are installed, Puppet makes two drives of them, and has nothing to do when it runs again', async () => {
  const units = await machine.run('sh', ['-c', 'cd / && puppet parser validate /etc/puppet/code/environments']);
  assert.equal(units, '');
  await hall.install(plan.first.file);
  await hall.setUp();
  const { output } = await puppet.assertNothingToDo();
  assert.equal(await machine.run('stat', ['--format=%a %G', '/etc/cta']), '2750 cta\n');
  const { version } = plan.first;
  assert.deepEqual(await hall.versions(), { DRIVE1: version, DRIVE2: version, maintd: version });
  diary.scene('The tape server is made', 'Debian 12, PostgreSQL, our package, and two drives from Hiera.', {
    'puppet apply site.pp  # once more': output,
  });
});

test('files go to two tapes', async () => {
  await submit(hall, 'two_copies');
  await untilComplete(hall);
});

let stuck = '';
let reason: Reason;

test('a tape is stuck in drive 1 while drive 2 works', async () => {
  const fault = { kind: 'sense', sense: '4/53/00' } as const;
  await library.plan({ unit: serials.DRIVE1, command: 'UNLOAD', times: 'always', fault });
  await slowDown(hall, 'DRIVE2', 20);
  await submit(hall, 'two_copies');
  await hall.untilStatus('DRIVE1', 'DOWN');
  await untilComplete(hall);
  const down = await operator.drive('DRIVE1');
  reason = reasonOf(down);
  stuck = down.mediumLabel;
  assert.deepEqual([reason.desiredDriveState, reason.reasonCode], ['DOWN', 'D105']);
  assert.match(reason.reasonActor, /^cta-taped@/);
  await hall.untilStatus('DRIVE2', 'UP');
  diary.scene('A tape is stuck in drive 1', 'UNLOAD fails with sense data 4/53/00. Drive 2 goes on.', {
    'cta-admin drive history DRIVE1 --limit 8': await operator.shown('drive', 'history', 'DRIVE1', '--limit', '8'),
  });
});

for (const { title, strike } of disturbances({ upgrade: plan.second })) {
  test(`drive 1 stays as it is and drive 2 at work: ${title}`, async () => {
    const before = await witness(hall);
    await startWork(hall);
    await strike(hall);
    await hall.untilServed();
    await hall.untilStatus('DRIVE1', 'DOWN');
    await submit(hall);
    await untilComplete(hall);
    await hall.untilStatus('DRIVE2', 'UP');
    const now = await witness(hall);
    assert.deepEqual(reasonOf(now.drives.DRIVE1), reason);
    assert.deepEqual([now.drives.DRIVE2.desiredDriveState, now.drives.DRIVE2.driveStatus], ['UP', 'UP']);
    assertHistoriesGoOn(before, now);
    diary.disturbed({
      time: (await machine.run('date', ['+%H:%M:%S'])).trim(),
      what: title,
      one: reasonOf(now.drives.DRIVE1),
      two: reasonOf(now.drives.DRIVE2),
      events: now.histories.DRIVE1.length,
      files: ledger.fileCount,
    });
  });
}

test('in the morning the histories have every mount, and drive 1 works again once its tape is free', async () => {
  const history = await operator.shown('drive', 'history', 'DRIVE1', '--limit', '12');
  const shown = await operator.shown('drive', 'ls', 'DRIVE1');
  for (const name of driveNames) {
    const known = new Set((await operator.history(name)).map(({ mountId }) => mountId));
    for (const mount of await mountsInLog(units[name])) assert.ok(known.has(mount), `mount ${mount} of ${name}`);
  }
  await library.byHand('DELETE', '/faults');
  await machine.run('cta-admin', ['drive', 'up', 'DRIVE1']);
  await hall.untilStatus('DRIVE1', 'UP');
  await machine.run('cta-admin', ['tape', 'ch', '--vid', stuck, '--state', 'ACTIVE']);
  await submit(hall, 'two_copies');
  await untilComplete(hall);
  diary.end(
    'In the morning',
    'The reason is there, and the history. The tape is freed by hand; `cta-admin drive up DRIVE1`.',
    {
      'cta-admin drive ls DRIVE1': shown,
      'cta-admin drive history DRIVE1 --limit 12': history,
    },
  );
});

test('what is on the tapes is what the Catalogue says', async () => {
  await library.stop();
  for (const { vid } of tapes) {
    const image = join(plan.folder, `image-${vid}`);
    await library.export(vid, image);
    const copies = await operator.copiesOn(vid);
    const expected = copies.map(({ af, tf }) => ({
      archiveFileId: BigInt(af.archiveId),
      fSeq: Number(tf.fSeq),
      blockId: Number(tf.blockId),
      sizeBytes: Number(af.size),
      adler32: Number.parseInt(af.checksum[0]?.value ?? '', 16),
    }));
    assert.deepEqual(await verifyTape(image, vid, expected), []);
  }
});

/** Mounts that a drive's service has logged. */
async function mountsInLog(unit: string): Promise<ReadonlySet<string>> {
  const log = await machine.run('journalctl', ['--unit', unit, '--output=cat', '--no-pager']);
  return new Set([...log.matchAll(/"mount_id":"?(\d+)/g)].map(([, mount = '']) => mount));
}

function introduction(): string {
  return [
    `Written by \`npm run test:night -- --page\` on ${new Date().toISOString().slice(0, 10)}.`,
    'A machine with Debian 12, systemd, PostgreSQL and Puppet is booted in a container. Our package is installed, Puppet makes two',
    'drives of it, in a virtual library that stands beside the machine and is reached over iSCSI. Then a tape gets stuck in drive 1,',
    'and all that may happen in a night does. After each disturbance the test holds: drive 1 is DOWN with the same code, text, time',
    'and author; drive 2 is UP, what it was at is archived, and another batch too; no file is lost or doubled; nothing went from the',
    'histories. What is real in this and what is not: [test/night](../test/night/README.md).',
  ].join('\n');
}
