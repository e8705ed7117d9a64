import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { catalogueSchema, DriveName, migrateCatalogue, registerDrive } from '@cta/catalogue';
import { migrateScheduler } from '@cta/scheduler';
import { testDatabase } from '@cta/testing';
import { allCommands } from './command-line/all-commands.ts';
import { runCommandLine } from './command-line/command-line.ts';

const database = await testDatabase({
  name: 'admin',
  migrate: async (db) => {
    await migrateCatalogue(db);
    await migrateScheduler(db);
  },
});
const scratch = await mkdtemp(join(tmpdir(), 'cta-admin-'));
after(() => rm(scratch, { recursive: true }));
const configuration = join(scratch, 'cta-cli.toml');
await writeFile(
  configuration,
  `instance_name = "TEST"\n[catalogue]\nurl = "${database.url}"\n[scheduler]\nurl = "${database.url}"\n`,
);

interface Ended {
  readonly status: number;
  readonly out: string;
  readonly errors: string;
}

/** Runs a command line in this process. */
async function run(...words: readonly string[]): Promise<Ended> {
  let [out, errors] = ['', ''];
  const status = await runCommandLine(words, allCommands, {
    out: { write: (text) => (out += text) },
    errors: { write: (text) => (errors += text) },
    home: scratch,
    signal: new AbortController().signal,
  });
  return { status, out, errors };
}

/** Runs the real program. */
function runProgram(...words: readonly string[]): Promise<Ended> {
  const args = ['--conditions=@cta/source', join(import.meta.dirname, 'main.ts'), ...words];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env: { ...process.env, HOME: scratch } }, (error, out, errors) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, out, errors });
    });
  });
}

async function succeed(...words: readonly string[]): Promise<string> {
  const { status, out, errors } = await run('--config', configuration, ...words);
  assert.equal(status, 0, `${words.join(' ')}: ${errors}`);
  return out;
}

async function list(...words: readonly string[]): Promise<readonly Record<string, unknown>[]> {
  return JSON.parse(await succeed('--json', ...words)) as readonly Record<string, unknown>[];
}

test('an archive is set up with the commands of CTA, by their long and short names', async () => {
  const comment = ['-m', 'for tests'];
  await succeed('diskinstance', 'add', '-n', 'disk', ...comment);
  await succeed('vo', 'add', '--vo', 'vo', '--rmd', '1', '--wmd', '1', '--di', 'disk', ...comment);
  await succeed('ll', 'add', '--name', 'library', ...comment);
  await succeed('mediatype', 'add', '-n', 'LTO9', '-t', 'LTO-9', '-c', '18000000000000', ...comment);
  await succeed('tp', 'add', '-n', 'pool', '--virtualorganisation', 'vo', '-p', '1', ...comment);
  await succeed('sc', 'add', '-n', 'once', '-c', '1', '--vo', 'vo', ...comment);
  await succeed('ar', 'add', '-s', 'once', '-c', '1', '-t', 'pool', ...comment);
  await succeed('mp', 'add', '-n', 'policy', '--ap', '1', '--aa', '1', '--rp', '1', '--ra', '1', ...comment);
  await succeed('rmr', 'add', '-i', 'disk', '-n', 'user', '-u', 'policy', ...comment);
  await succeed(
    'tape',
    'add',
    '-v',
    'V00001',
    '--mt',
    'LTO9',
    '--ve',
    'maker',
    '-l',
    'library',
    '-t',
    'pool',
    '-f',
    'false',
  );
  const [tape] = await list('tape', 'ls', '--all');
  assert.deepEqual(
    [tape?.['vid'], tape?.['capacity'], tape?.['full'], tape?.['instanceName']],
    ['V00001', '18000000000000', false, 'TEST'],
  );
});

test('people get tables, with the columns of CTA', async () => {
  const [header, row] = (await succeed('tapepool', 'ls')).split('\n');
  assert.match(header ?? '', /^name vo #tapes #partial #phys files +size used +avail use% encrypt supply c\.user/);
  assert.match(row ?? '', /^pool vo +1 +1 +0 18\.0T +0 18\.0T 0\.0% +false +- /);
  assert.match(row ?? '', / TEST for tests$/);
});

test('what was added is changed with the commands of CTA', async () => {
  await succeed('tp', 'ch', '-n', 'pool', '-p', '2', '-m', 'changed');
  await succeed('sc', 'ch', '-n', 'once', '-c', '2');
  await succeed('mp', 'ch', '-n', 'policy', '--ap', '2', '--ra', '60');
  await succeed('vo', 'ch', '--vo', 'vo', '--rmd', '2', '--mfs', '1000');
  await succeed('ar', 'ch', '-s', 'once', '-c', '1', '--art', 'default', '-m', 'changed');
  await succeed('rmr', 'ch', '-i', 'disk', '-n', 'user', '-m', 'changed');
  await succeed('di', 'ch', '-n', 'disk', '-m', 'changed');
  await succeed('mt', 'ch', '-n', 'LTO9', '-p', '96', '-w', '280');
  await succeed('pl', 'add', '-n', 'robot', '--ma', 'maker', '--mo', 'big', '--npcs', '10', '--npds', '2');
  await succeed('pl', 'ch', '-n', 'robot', '-d', 'true', '--dr', 'robot hand', '-l', 'here');
  await succeed('pl', 'rm', '-n', 'robot');
  await succeed('ll', 'ch', '-n', 'library', '-d', 'true', '--dr', 'robot hand');
  await succeed('ll', 'ch', '-n', 'library', '-d', 'false', '-m', 'changed');
  await succeed('tape', 'ch', '-v', 'V00001', '--ve', 'another', '-f', 'true', '--db', 'false', '--vs', 'verified');
  await succeed('tape', 'reclaim', '-v', 'V00001');
  await succeed('tape', 'ch', '-v', 'V00001', '-s', 'broken', '-r', 'torn');
  await succeed('tape', 'ch', '-v', 'V00001', '-s', 'ACTIVE', '--ve', 'maker');
  const [[pool], [storageClass], [policy], [library], [tape]] = await Promise.all([
    list('tp', 'ls'),
    list('sc', 'ls'),
    list('mp', 'ls'),
    list('ll', 'ls'),
    list('tape', 'ls', '--all'),
  ]);
  assert.deepEqual([pool?.['numPartialTapes'], pool?.['comment']], ['2', 'changed']);
  assert.deepEqual([storageClass?.['nbCopies'], policy?.['archivePriority']], ['2', '2']);
  assert.deepEqual([policy?.['retrieveMinRequestAge'], library?.['isDisabled']], ['60', false]);
  assert.deepEqual([tape?.['vendor'], tape?.['state'], tape?.['full']], ['maker', 'ACTIVE', false]);
  assert.deepEqual(await list('recycletf', 'ls', '-v', 'V00001'), []);
  await succeed('tp', 'ch', '-n', 'pool', '-p', '1', '-m', 'for tests');
  await succeed('sc', 'ch', '-n', 'once', '-c', '1');
  await succeed('vo', 'ch', '--vo', 'vo', '--mfs', '0');
  for (const words of [
    ['tp', 'ch', '-n', 'pool'],
    ['ll', 'ch', '-n', 'library', '-d', 'true'],
    ['tape', 'reclaim', '-v', 'V00001'],
    ['tf', 'rm', '-v', 'V00001', '-I', '1', '-r', 'torn'],
    ['rtf', 'ls', '-c', '1'],
    ['fr', 'rm', '-o', 'archive-1'],
  ]) {
    const { status, errors } = await run('--config', configuration, ...words);
    assert.deepEqual([status, /^U10[1467] /.test(errors)], [2, true], errors);
  }
});

test('what was asked for wrongly is status 2, what was written wrongly status 1, and the reason is on stderr with its code', async () => {
  const inUse = await run('--config', configuration, 'tapepool', 'rm', '-n', 'pool');
  assert.deepEqual([inUse.status, inUse.out], [2, '']);
  assert.match(inUse.errors, /^U103 .*Cannot delete tape pool pool because /);
  const missing = await run('--config', configuration, 'tapepool', 'add', '-n', 'pool');
  assert.equal(missing.status, 1);
  assert.match(missing.errors, /--vo, --virtualorganisation <vo>' not specified/);
  const notBoolean = await run('--config', configuration, 'tape', 'ls', '-f', 'yes');
  assert.equal(notBoolean.status, 1);
  assert.match(notBoolean.errors, /It must be true or false/);
  assert.equal((await run('nonsense')).status, 1);
  assert.equal((await run('--json', '--jsonl', 'condition', 'ls')).status, 1);
});

test('a configuration that is absent or wrong, and a database that is away, are status 1 with their codes', async () => {
  const absent = await run('--config', join(scratch, 'absent.toml'), 'drive', 'ls');
  assert.equal(absent.status, 1);
  assert.match(absent.errors, /^S1\d\d .*absent\.toml/);
  const wrong = join(scratch, 'wrong.toml');
  await writeFile(
    wrong,
    '[catalogue]\nurl = "postgresql://nobody@127.0.0.1:1/none"\n[scheduler]\nurl = 5\nurll = ""\n',
  );
  const invalid = await run('--config', wrong, 'drive', 'ls');
  assert.equal(invalid.status, 1);
  assert.match(invalid.errors, /scheduler\.url: .*\n.*scheduler\.urll: /);
  const away = join(scratch, 'away.toml');
  const url = '"postgresql://nobody@127.0.0.1:1/none"';
  await writeFile(away, `[catalogue]\nurl = ${url}\n[scheduler]\nurl = ${url}\n`);
  const unreachable = await run('--config', away, 'drive', 'ls');
  assert.equal(unreachable.status, 1);
  assert.match(unreachable.errors, /^B101 /);
});

test('the program itself finds the configuration of its user, prints on stdout and ends with the status', async () => {
  await mkdir(join(scratch, '.cta'), { recursive: true });
  await writeFile(join(scratch, '.cta', 'cta-cli.toml'), await readFile(configuration));
  const [listed, refused, explained] = await Promise.all([
    runProgram('--json', 'diskinstance', 'ls'),
    runProgram('diskinstance', 'rm', '-n', 'floppy'),
    runProgram('condition', 'explain', 'M203'),
  ]);
  assert.equal(listed.status, 0, listed.errors);
  assert.match(listed.out, /^\[\{"name":"disk".*"instanceName":"TEST"\}\]\n$/);
  assert.deepEqual([refused.status, refused.out], [2, '']);
  assert.match(refused.errors, /^U101 /);
  assert.deepEqual([explained.status, explained.errors], [0, '']);
});

test('drives are set up and down, and tell what was done', async () => {
  await registerDrive(database.open({ schema: catalogueSchema }), {
    driveName: DriveName('DRIVE1'),
    host: 'tpsrv01',
    logicalLibrary: 'library',
    devFileName: '/dev/nst0',
    rawLibrarySlot: 'smc0',
    ctaVersion: '0.1.0',
    schedulerBackendName: 'postgres',
    driveConfig: [],
  });
  assert.match(await succeed('drive', 'ls'), /library DRIVE1 tpsrv01 +Down .* D001 /);
  assert.match(await succeed('dr', 'up', 'DRIVE.*'), /^Drive DRIVE1: set Up. It was down since .* for D001 /);
  assert.equal(await succeed('drive', 'down', 'DRIVE1', '-r', 'new belt', '-f'), 'Drive DRIVE1: set Down (forced).\n');
  const [drive] = await list('drive', 'ls', 'DRIVE1');
  assert.deepEqual(
    [drive?.['desiredDriveState'], drive?.['reason'], drive?.['mountType']],
    ['DOWN', 'new belt', 'NO_MOUNT'],
  );
  assert.deepEqual(
    (await list('drive', 'history', 'DRIVE1', '-n', '2')).map(({ kind }) => kind),
    ['SET_DOWN', 'SET_UP'],
  );
  assert.deepEqual(await list('drive', 'hw'), [{ driveName: 'DRIVE1', instanceName: 'TEST' }]);
  const [up] = await list('drive', 'up', 'DRIVE1');
  const { reasonTime, reasonActor, ...before } = (up?.['before'] ?? {}) as Record<string, unknown>;
  assert.ok(Math.abs(Number(reasonTime) * 1000 - Date.now()) < 60_000);
  assert.match(String(reasonActor), /@/);
  assert.deepEqual([up?.['driveName'], up?.['desiredDriveState']], ['DRIVE1', 'UP']);
  assert.deepEqual(before, { desiredDriveState: 'DOWN', reasonCode: '', reason: 'new belt' });
  assert.deepEqual(await list('drive', 'up', 'NONE'), []);
  const unexplained = await run('--config', configuration, 'drive', 'down', 'DRIVE1');
  assert.equal(unexplained.status, 1);
  const none = await run('--config', configuration, 'drive', 'ls', 'NONE');
  assert.equal(none.status, 2);
});

test('files are queued, the refused ones told, and the listing takes them back', async () => {
  const tree = join(scratch, 'tree');
  await mkdir(tree);
  await writeFile(join(tree, 'a'), 'content');
  await writeFile(join(tree, 'empty'), '');
  const listing = join(scratch, 'listing');
  const from = ['-i', 'disk', '--user', 'user'];
  const archive = await run(
    '--config',
    configuration,
    '--jsonl',
    'archive',
    tree,
    '-s',
    'once',
    ...from,
    '--listing',
    listing,
  );
  assert.equal(archive.status, 1, archive.errors);
  const queued = JSON.parse(archive.out) as { archiveFileId: string; sizeBytes: number; name: string };
  assert.deepEqual([queued.sizeBytes, queued.name], [7, 'tree/a']);
  assert.match(archive.errors, /^J103 .*empty\n1 files queued \(7\), 1 refused\n {2}J103 JOB_FILE_EMPTY: 1\n$/);
  assert.equal(await readFile(listing, 'utf8'), `${queued.archiveFileId} tree/a\n`);
  const [queue] = await list('showqueues');
  assert.deepEqual(
    [queue?.['mountType'], queue?.['tapepool'], queue?.['queuedFiles']],
    ['ARCHIVE_FOR_USER', 'pool', '1'],
  );

  const retrieve = await run(
    '--config',
    configuration,
    'retrieve',
    '--listing',
    listing,
    '-d',
    join(scratch, 'out'),
    ...from,
  );
  assert.equal(retrieve.status, 1);
  assert.match(retrieve.errors, /^U101 .*\n0 files queued \(0\), 1 refused\n {2}U101 NO_SUCH_ENTITY: 1\n$/);
  assert.deepEqual(await list('failedrequest', 'ls'), []);
  assert.deepEqual(await list('tapefile', 'ls', '-v', 'V00001'), []);
});

test('files are queued without being read where that is wanted', async () => {
  const words = ['archive', join(scratch, 'tree', 'a'), '-s', 'once', '-i', 'disk', '--user', 'user'];
  const [read] = await list(...words);
  const [unread] = await list(...words, '--no-checksum');
  assert.deepEqual([typeof read?.['adler32'], typeof unread?.['adler32']], ['number', 'undefined']);
});

test('a label is requested, and waited for no longer than asked', async () => {
  const ended = await run('--config', configuration, 'tape', 'label', '-v', 'V00001', '--timeout', '0');
  assert.equal(ended.status, 2);
  assert.match(ended.errors, /^U402 /);
  const again = await run('--config', configuration, 'tape', 'label', '-v', 'V00001', '--no-wait');
  assert.match(again.errors, /^U401 /);
  await succeed(
    'tape',
    'add',
    '-v',
    'V00002',
    '--mt',
    'LTO9',
    '--ve',
    'maker',
    '-l',
    'library',
    '-t',
    'pool',
    '-f',
    'false',
  );
  assert.equal(await succeed('tape', 'label', '-v', 'V00002', '--no-wait'), 'Tape V00002: label requested.\n');
});

test('conditions and versions are explained without much ado', async () => {
  assert.match((await run('condition', 'explain', 'M203')).out, /^M203 VOLUME_LABEL_MISMATCH: .*\nSuspect: medium\./);
  assert.equal((await run('condition', 'explain', 'X000')).status, 2);
  const critical = JSON.parse((await run('--json', 'condition', 'ls', '-s', 'critical')).out) as { severity: string }[];
  assert.ok(critical.length > 0 && critical.every(({ severity }) => severity === 'critical'));
  const [version] = await list('version');
  assert.deepEqual([version?.['catalogueVersion'], version?.['isUpgrading']], ['15.0', false]);
  assert.match((await run('--version')).out, /^\d+\.\d+\.\d+/);
  assert.equal((await run('--help')).status, 0);
});
