import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { setDrivesDown, setDrivesUp } from '@cta/admin';
import { liveMounts, retrieveQueues } from '@cta/scheduler';
import { startRig } from './rig/build-rig.ts';

const rig = await startRig({
  tapes: [
    { vid: 'L00001', pool: 'first_pool' },
    { vid: 'L00002', pool: 'second_pool' },
  ],
});
const { admin } = rig;

async function succeed(...words: readonly string[]): Promise<void> {
  const { status, errors } = await rig.cli(...words);
  assert.equal(status, 0, errors);
}

async function jobsByTape(): Promise<Readonly<Record<string, number>>> {
  return Object.fromEntries((await retrieveQueues(admin.schedulerDb)).map(({ vid, jobs }) => [vid, jobs]));
}

test('files that wait for a tape come from their other copies once it is BROKEN; one without another copy fails', async () => {
  await rig.label('L00001', 'L00002');
  const twice = await rig.archive(await rig.makeFiles('twice', 3, 1000), 'two_copies');
  const once = await rig.archive([await rig.makeFile('once', 1000)], 'one_copy');
  for (const submission of [twice, once]) assert.equal((await rig.settled(submission)).failed, 0);
  await setDrivesDown(admin, { pattern: '.*', reason: 'a tape is looked at', force: false });
  await rig.until('the drives to be free', async () =>
    (await liveMounts(admin.schedulerDb)).length === 0 ? true : undefined,
  );

  // The second tape is DISABLED only until all wait for the first.
  await succeed('tape', 'ch', '-v', 'L00002', '-s', 'DISABLED', '-r', 'not yet');
  const retrieved = await rig.retrieve([...twice.queued, ...once.queued], 'back');
  assert.deepEqual(await jobsByTape(), { L00001: 4 });
  await succeed('tape', 'ch', '-v', 'L00002', '-s', 'ACTIVE');
  await succeed('tape', 'ch', '-v', 'L00001', '-s', 'BROKEN', '-r', 'torn');
  assert.deepEqual(await jobsByTape(), { L00002: 3 });

  await setDrivesUp(admin, { pattern: '.*', reason: '' });
  assert.deepEqual(await rig.settled(retrieved), { queued: 0, active: 0, done: 3, failed: 1 });
  for (const { path, name } of twice.queued)
    assert.ok((await readFile(path)).equals(await readFile(rig.disk('back', name))), name);
  const failed = await rig.cliList('failedrequest', 'ls');
  assert.deepEqual(
    failed.map(({ failureCode }) => failureCode),
    ['U204'],
  );
  await succeed('failedrequest', 'rm', '-o', String(failed[0]?.['objectId']));
});

test('its copies are given up one by one, but for the only one of a file; until then it is not made empty', async () => {
  const copies = (await rig.cliList('tapefile', 'ls', '-v', 'L00001')) as readonly { af: { archiveId: string } }[];
  const refused: string[] = [];
  for (const { af } of copies) {
    const { status, errors } = await rig.cli('tapefile', 'rm', '-v', 'L00001', '-I', af.archiveId, '-r', 'torn');
    if (status === 0) continue;
    assert.equal(status, 2);
    refused.push(errors);
  }
  assert.equal(copies.length, 4);
  assert.equal(refused.length, 1);
  assert.match(refused[0] ?? '', /^U107 .*only copy/);
  assert.equal((await rig.cliList('recycletf', 'ls', '-v', 'L00001')).length, 3);
  const { status, errors } = await rig.cli('tape', 'reclaim', '-v', 'L00001');
  assert.deepEqual([status, errors.slice(0, 5)], [2, 'U106 ']);
});
