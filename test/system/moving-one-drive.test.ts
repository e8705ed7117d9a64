import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { sql } from '@cta/database';
import { createCtaCatalogue, ctaFile, ctaTape, generatedContent, Program, testDatabase, waitUntil } from '@cta/testing';
import { type CommandEnd, runCommand } from './rig/command.ts';
import { checkLogs } from './rig/log-check.ts';
import { RigLibrary } from './rig/rig-library.ts';

const { url, open } = await testDatabase();
const db = open({ schema: 'public' });
await createCtaCatalogue(db);

const folder = await realpath(await mkdtemp(join(tmpdir(), 'cta-move-')));
const stack = new AsyncDisposableStack();
stack.defer(() => rm(folder, { recursive: true, force: true }));
// By then all programs have ended.
stack.defer(() => checkLogs(folder));
const library = stack.use(
  await RigLibrary.create(folder, [{ vid: ctaFile.vid, objects: ctaTape() }, { vid: 'V00002' }]),
);
after(() => stack.disposeAsync());

const patienceMs = 120_000;
let service: Program | undefined;
const login = join(folder, 'cta-catalogue.conf');
const oldConfiguration = join(folder, 'cta-taped.conf');
const configuration = join(folder, 'cta-taped-drive1.toml');
const adminConfiguration = join(folder, 'cta-cli.toml');
const passwordFile = join(folder, 'password');
const address = new URL(url);
const password = decodeURIComponent(address.password);
address.password = '';

/** A command that must succeed. */
async function run(app: string, ...words: readonly string[]): Promise<CommandEnd> {
  const end = await runCommand(app, words);
  assert.equal(end.status, 0, `${app} ${words.join(' ')}: ${end.errors}${end.output}`);
  return end;
}

function admin(...words: readonly string[]): Promise<CommandEnd> {
  return run('cta-admin', '--config', adminConfiguration, ...words);
}

function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  return waitUntil(ask, { what, timeoutMs: patienceMs, pollMs: 100, signal: AbortSignal.timeout(2 * patienceMs) });
}

async function driveStatus(): Promise<string | undefined> {
  const [drive] = await db.query<{ status: string }>(sql`SELECT DRIVE_STATUS AS status FROM DRIVE_STATE`);
  return drive?.status;
}

before(async () => {
  await library.serve(AbortSignal.timeout(patienceMs));
  const { device } = library.deviceOf(0);
  await writeFile(login, `postgresql:${url}\n`);
  await writeFile(passwordFile, password, { mode: 0o600 });
  const settings = [
    'DriveName drive1',
    'DriveLogicalLibrary library',
    `DriveDevice ${device}`,
    'DriveControlPath smc0',
    'MountCriteria 1,1',
    'WatchdogIdleSessionTimer 1',
    'UseRAO yes',
    'RmcHost localhost',
  ];
  await writeFile(oldConfiguration, settings.map((setting) => `taped ${setting}\n`).join(''));
  const section = (schema: string): string =>
    `url = "${address.href}"\npassword_file = "${passwordFile}"\nschema = "${schema}"\n`;
  await writeFile(adminConfiguration, `[catalogue]\n${section('public')}[scheduler]\n${section('cta_scheduler')}`);
});

test("the databases: CTA's Catalogue is checked and migrated, the SchedulerDB is made", async () => {
  assert.match((await run('cta-catalogue', 'check', '--login', login)).output, /\nfit\n$/);
  await run('cta-catalogue', 'migrate', '--login', login, '--apply');
  const { output } = await run(
    'cta-catalogue',
    'scheduler',
    '--url',
    address.href,
    '--password-file',
    passwordFile,
    '--apply',
  );
  assert.match(output, /migrations applied/);
});

test('the drive: configuration converted, machine examined, service started', async () => {
  await admin('logicallibrary', 'add', '--name', 'moved', '--pl', 'robot', '--comment', 'drives that left CTA');
  const media = ['--mt', 'LTO9', '--ve', 'maker', '-t', 'pool', '-f', 'false'];
  // The probe goes to the other tape.
  await admin('tape', 'ch', '--vid', ctaFile.vid, '--full', 'true');
  await admin('tape', 'add', '-v', 'V00002', '-l', 'library', ...media);
  for (const vid of [ctaFile.vid, 'V00002']) await admin('tape', 'ch', '--vid', vid, '--logicallibrary', 'moved');
  await admin('drive', 'rm', 'drive1');
  const { changer } = library.deviceOf(0);
  const words = ['--login', login, '--changer', changer, '--password-file', passwordFile, '--output', configuration];
  const { errors } = await run('cta-taped', 'convert', oldConfiguration, ...words);
  assert.match(errors, /taped UseRAO: /);
  assert.ok(!errors.includes(password));
  const converted = await readFile(configuration, 'utf8');
  const edited = converted.replace('logical_library = "library"', 'logical_library = "moved"');
  assert.notEqual(edited, converted);
  await writeFile(configuration, edited);
  const examined = await run('cta-taped', 'doctor', configuration, '--user', userInfo().username);
  assert.doesNotMatch(examined.output, /^(error|warning)/m);
  service = stack.use(
    Program.start({
      title: 'cta-taped',
      app: 'cta-taped',
      args: ['--config', configuration],
      logFile: join(folder, 'drive1.log'),
    }),
  );
  await service.logged('service_ready', AbortSignal.timeout(patienceMs));
  await admin('drive', 'up', 'drive1');
});

test('a file is archived and retrieved, and CTA finds it in its Catalogue', async () => {
  await admin('archiveroute', 'add', '-s', 'single', '-c', '1', '-t', 'pool', '-m', 'for the probe');
  await admin('requestermountrule', 'add', '-i', 'eos', '-n', 'default', '-u', 'policy', '-m', 'for the probe');
  await admin('tape', 'label', '--vid', 'V00002', '--timeout', '100');
  const source = join(folder, 'probe');
  const content = generatedContent(1n, 300_000);
  await writeFile(source, content);
  const listing = join(folder, 'listing');
  await admin('archive', source, '--storageclass', 'single', '--instance', 'eos', '--listing', listing);
  const copy = await until('the copy', async () => {
    const rows = await db.query<{ vid: string; fSeq: bigint; id: bigint }>(
      sql`SELECT VID AS vid, FSEQ AS "fSeq", ARCHIVE_FILE_ID AS id FROM TAPE_FILE WHERE VID = 'V00002'`,
    );
    return rows[0];
  });
  assert.equal(copy.fSeq, 1n);
  assert.ok(copy.id > 4294967296n);
  const back = join(folder, 'back');
  await mkdir(back);
  await admin('retrieve', '--listing', listing, '--destination', back, '--instance', 'eos');
  const retrieved = await until('the file', () => readFile(join(back, 'probe')).catch(() => undefined));
  assert.ok(retrieved.equals(content));
});

test('a file that CTA has written to its tape is retrieved, by its archive file id', async () => {
  const back = join(folder, 'of-cta');
  await mkdir(back);
  const id = String(ctaFile.archiveFileId);
  await admin('retrieve', id, '--destination', back, '--instance', 'eos');
  const retrieved = await until('the file', () => readFile(join(back, id)).catch(() => undefined));
  assert.ok(retrieved.equals(ctaFile.content));
});

test("the way back: the drive is left to CTA as it was, and the migrated Catalogue takes CTA's own statements", async () => {
  await admin('drive', 'down', 'drive1', '--reason', 'back to CTA');
  await until('the end of the session', async () => ((await driveStatus()) === 'DOWN' ? true : undefined));
  await service?.[Symbol.asyncDispose]();
  await admin('drive', 'rm', 'drive1');
  for (const vid of [ctaFile.vid, 'V00002']) await admin('tape', 'ch', '--vid', vid, '--logicallibrary', 'library');
  await db.transaction(async (t) => {
    await t.execute(sql`DELETE FROM DRIVE_STATE WHERE DRIVE_NAME = 'drive1'`);
    await t.execute(sql`
      INSERT INTO DRIVE_STATE (DRIVE_NAME, HOST, LOGICAL_LIBRARY, DRIVE_STATUS, DESIRED_UP, DESIRED_FORCE_DOWN)
      VALUES ('drive1', 'tapeserver', 'library', 'UNKNOWN', '0', '0')`);
  });
  const placed = await db.query<{ vid: string; library: string }>(sql`
    SELECT t.VID AS vid, l.LOGICAL_LIBRARY_NAME AS library
      FROM TAPE t JOIN LOGICAL_LIBRARY l USING (LOGICAL_LIBRARY_ID) ORDER BY 1`);
  assert.deepEqual(placed, [
    { vid: 'V00001', library: 'library' },
    { vid: 'V00002', library: 'library' },
  ]);
});
