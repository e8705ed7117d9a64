import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, symlink, truncate, unlink, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { setDrivesDown, setDrivesUp } from '@cta/admin';
import { listTapeFiles, listTapes, Vid } from '@cta/catalogue';
import { archiveQueues, retrieveQueues } from '@cta/scheduler';
import { startRig } from './rig/build-rig.ts';

const isRoot = process.getuid?.() === 0;

const rig = await startRig({
  tapes: [
    { vid: 'B00001', pool: 'first_pool' },
    { vid: 'B00002', pool: 'second_pool' },
  ],
});

const who = ['--user', 'tester', '--group', 'testers'];

async function assertNothingQueued(): Promise<void> {
  const { schedulerDb } = rig.admin;
  assert.deepEqual([await archiveQueues(schedulerDb), await retrieveQueues(schedulerDb)], [[], []]);
}

test('a request with an unknown name is refused whole, with status 2', async () => {
  const path = await rig.makeFile('good', 10);
  const commands: readonly (readonly [code: RegExp, ...words: string[]])[] = [
    [/^U101 .*storage class no_class/, 'archive', path, '-s', 'no_class', '-i', 'rig', ...who],
    [/^U101 .*disk instance no_instance/, 'archive', path, '-s', 'two_copies', '-i', 'no_instance', ...who],
    [
      /^U201 .*rig:nobody:nobodies/,
      'archive',
      path,
      '-s',
      'two_copies',
      '-i',
      'rig',
      '--user',
      'nobody',
      '--group',
      'nobodies',
    ],
    [/^U101 .*tape pool no_pool/, 'archiveroute', 'add', '-s', 'one_copy', '-c', '1', '-t', 'no_pool', '-m', 'x'],
    [/^U101 .*tape NOSUCH/, 'tape', 'label', '-v', 'NOSUCH'],
  ];
  for (const [code, ...words] of commands) {
    const { status, errors } = await rig.cli(...words);
    assert.match(errors, code, words.join(' '));
    assert.equal(status, 2, words.join(' '));
  }
  await assertNothingQueued();
});

test('files that cannot be asked for are refused one by one, each with its code and status 1', async () => {
  const tree = rig.disk('bad tree');
  await mkdir(tree);
  await writeFile(rig.outside('secret'), 'not below the tree');
  await writeFile(`${tree}/empty`, '');
  await symlink(rig.outside('secret'), `${tree}/leads out`);
  await symlink('nowhere', `${tree}/leads nowhere`);
  await writeFile(`${tree}/locked`, 'locked');
  await chmod(`${tree}/locked`, isRoot ? 0o600 : 0);
  if (isRoot) await unlink(`${tree}/locked`);
  const { status, errors } = await rig.cli('archive', tree, rig.disk('absent'), '-s', 'one_copy', '-i', 'rig', ...who);
  assert.equal(status, 1);
  const refused = errors.split('\n').flatMap((line) => /^[A-Z]\d{3}/.exec(line) ?? []);
  assert.deepEqual(refused.toSorted(), ['F101', 'F101', ...(isRoot ? [] : ['F102']), 'F104', 'J103']);
  await assertNothingQueued();
});

test('a file that the archive does not have cannot be retrieved', async () => {
  const { status, errors } = await rig.cli('retrieve', '987654321', '-d', rig.disk('back'), '-i', 'rig', ...who);
  assert.equal(status, 1);
  assert.match(errors, /^U101 .*987654321/);
  await assertNothingQueued();
});

test('a source that is no longer as it was asked for fails its request alone', async () => {
  await rig.label('B00001', 'B00002');
  await setDrivesDown(rig.admin, { pattern: '.*', reason: 'files are changed', force: false });
  const names = ['good 1', 'vanished', 'shrunk', 'altered', 'good 2', 'moved out', 'grown', 'good 3'];
  const paths = await Promise.all(names.map((name) => rig.makeFile(`spoilt/${name}`, 400_000)));
  const submission = await rig.archive(paths, 'two_copies');
  await unlink(rig.disk('spoilt', 'vanished'));
  await truncate(rig.disk('spoilt', 'shrunk'), 399_999);
  await truncate(rig.disk('spoilt', 'grown'), 400_001);
  await writeFile(rig.disk('spoilt', 'altered'), Buffer.alloc(400_000, 'other'));
  await rename(rig.disk('spoilt', 'moved out'), rig.outside('moved out'));
  await symlink(rig.outside('moved out'), rig.disk('spoilt', 'moved out'));
  await setDrivesUp(rig.admin, { pattern: '.*', reason: '' });

  assert.deepEqual(await rig.settled(submission), { queued: 0, active: 0, done: 3, failed: 5 });
  const failed = await rig.cliList('failedrequest', 'ls');
  const codes = Object.fromEntries(
    failed.map(({ af, failureCode }) => {
      const { df } = af as { df: { path: string } };
      return [df.path.slice(rig.disk('spoilt').length + 1), failureCode];
    }),
  );
  assert.deepEqual(codes, { vanished: 'F101', shrunk: 'J102', grown: 'J102', altered: 'J101', 'moved out': 'F104' });
  await assertNothingQueued();

  const good = submission.queued.filter(({ path }) => path.includes('good'));
  for (const vid of ['B00001', 'B00002']) {
    const onTape = await listTapeFiles(rig.admin.catalogueDb, { vid: Vid(vid) });
    assert.deepEqual(
      new Set(onTape.map(({ archiveFileId }) => archiveFileId)),
      new Set(good.map(({ archiveFileId }) => archiveFileId)),
    );
  }
  const retrieved = await rig.retrieve(good, 'back');
  assert.deepEqual(await rig.settled(retrieved), { queued: 0, active: 0, done: 3, failed: 0 });
  for (const { path, name } of good) assert.deepEqual(await readFile(rig.disk('back', name)), await readFile(path));
});

test('a file is not retrieved to where the drive services may not write', async () => {
  const [copy] = await listTapeFiles(rig.admin.catalogueDb, { vid: Vid('B00001') });
  assert.ok(copy !== undefined);
  const elsewhere = rig.outside('elsewhere');
  const { status, errors } = await rig.cli('retrieve', `${copy.archiveFileId}`, '-d', elsewhere, '-i', 'rig', ...who);
  assert.equal(status, 0, errors);
  const [failed] = await rig.until('the failure', async () => {
    const requests = await rig.cliList('failedrequest', 'ls', '--justretrieve');
    return requests.length > 0 ? requests : undefined;
  });
  assert.equal(failed?.['failureCode'], 'F104');
  assert.equal(existsSync(elsewhere), false);
  await assertNothingQueued();
});

test('of sources that failed nothing is on the tapes, and no tape or drive was blamed', async () => {
  const tapes = await listTapes(rig.admin.catalogueDb);
  assert.deepEqual(
    tapes.map(({ state, full }) => [state, full]),
    [
      ['ACTIVE', false],
      ['ACTIVE', false],
    ],
  );
  const drives = await rig.cliList('drive', 'ls');
  assert.deepEqual(
    drives.map(({ desiredDriveState }) => desiredDriveState),
    ['UP', 'UP'],
  );
  await rig.stopServices();
  await rig.library.stop();
  assert.deepEqual(await rig.differencesOnTape('B00001'), []);
  assert.deepEqual(await rig.differencesOnTape('B00002'), []);
});
