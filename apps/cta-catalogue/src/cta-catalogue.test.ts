import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createCtaCatalogue, testDatabase } from '@cta/testing';
import { runCommandLine } from './command-line.ts';

const database = await testDatabase();
await createCtaCatalogue(database.db);
const scratch = await mkdtemp(join(tmpdir(), 'cta-catalogue-'));
after(() => rm(scratch, { recursive: true }));

const login = join(scratch, 'cta-catalogue.conf');
await writeFile(login, `# login of CTA\npostgresql:${database.url}\n`);
const configuration = join(scratch, 'cta-catalogue.toml');
await writeFile(configuration, `[catalogue]\nurl = "${database.url}"\nschema = "public"\n`);

interface Ended {
  readonly status: number;
  readonly out: string;
  readonly errors: string;
}

/** Runs a command line in this process. */
async function run(...words: readonly string[]): Promise<Ended> {
  let [out, errors] = ['', ''];
  const status = await runCommandLine(words, {
    out: { write: (text) => (out += text) },
    errors: { write: (text) => (errors += text) },
  });
  return { status, out, errors };
}

test("a Catalogue of CTA's is looked at by its own login file, and nothing is changed", async () => {
  const { status, out } = await run('check', '--login', login);
  assert.equal(status, 0);
  assert.match(out, /^schema public: 24 tables, version 15\.0 \(CTA's own\)\n/);
  assert.match(out, /migrations due: three-statuses, .*\nfit\n$/);
  assert.equal((await run('check', '--url', database.url, '--json')).status, 0);
});

test('a migration is printed until it is told to be applied, and applied once', async () => {
  const printed = await run('migrate', '--login', login);
  assert.equal(printed.status, 0);
  assert.match(printed.out, /SET LOCAL search_path TO "public";[^]*CREATE TABLE SERVICE_INSTANCE/);
  const before = JSON.parse((await run('check', '--config', configuration, '--json')).out) as { applied: number };
  assert.equal(before.applied, 0);
  const applied = await run('migrate', '--login', login, '--apply');
  assert.deepEqual([applied.status, applied.errors], [0, '']);
  assert.match(applied.out, /^applied three-statuses\n/);
  assert.deepEqual(await run('migrate', '--login', login, '--apply'), {
    status: 0,
    out: 'nothing to do\n',
    errors: '',
  });
  assert.match(
    (await run('check', '--config', configuration)).out,
    /adopted, with \d migrations of ours\)\nmigrations: none due\nfit\n$/,
  );
});

test('one that does not fit ends with status 76 and says what to put right', async () => {
  const other = await testDatabase();
  await createCtaCatalogue(other.db, {
    edit: (statements) => statements.map((text) => text.replace('LAST_FSEQ NUMERIC(20, 0)', 'LAST_FSEQ INTEGER')),
  });
  const checked = await run('check', '--url', other.url);
  assert.equal(checked.status, 76);
  assert.match(
    checked.out,
    /^error +TAPE: column LAST_FSEQ \(integer not null\) differs; expected: numeric\(20,0\) not null$/m,
  );
  assert.match(checked.out, /not fit: put right what is marked as error\n$/);
  const refused = await run('migrate', '--url', other.url, '--apply');
  assert.equal(refused.status, 76);
  assert.match(refused.errors, /^B305 /);
});

test('a SchedulerDB is made once it is told to be', async () => {
  const { url } = await testDatabase();
  const make = (...words: readonly string[]): Promise<Ended> => run('scheduler', '--url', url, ...words);
  assert.match((await make()).out, /^schema cta_scheduler: version 0, 0 migrations applied\n$/);
  assert.match((await make('--apply')).out, /version [1-9]\d*, [1-9]\d* migrations applied\n$/);
  assert.match((await make('--apply')).out, /version [1-9]\d*, 0 migrations applied\n$/);
});

test('what cannot be reached or read ends with a code, and never with a password', async () => {
  const oracle = join(scratch, 'oracle.conf');
  await writeFile(oracle, 'oracle:user/secret@cta\n');
  for (const [words, status, code] of [
    [['--login', oracle], 78, 'S101'],
    [['--login', join(scratch, 'nowhere')], 78, 'S102'],
    [['--url', database.url.replace(/[^/]*$/, 'no_such_database')], 78, 'B302'],
    [['--url', 'postgresql://cta:secret@127.0.0.1:1/cta'], 1, 'B101'],
  ] as const) {
    const ended = await run('check', ...words);
    assert.deepEqual([ended.status, ended.errors.slice(0, 4), ended.errors.includes('secret')], [status, code, false]);
  }
  assert.equal((await run('check', '--login', login, '--url', database.url)).status, 64);
});
