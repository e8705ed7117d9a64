import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { inspect } from 'node:util';
import { ConditionError, isCondition } from '@cta/conditions';
import { z } from 'zod';
import { describeSchema } from './describe-schema.ts';
import { duration } from './duration.ts';
import { inspectConfiguration } from './inspect-configuration.ts';
import { loadConfiguration } from './load-configuration.ts';
import { printConfiguration } from './print-configuration.ts';
import { SecretFile, secretFile } from './secret-file.ts';
import { section } from './section.ts';
import { size } from './size.ts';

const folder = mkdtempSync(join(tmpdir(), 'cta-configuration-'));
after(() => rmSync(folder, { recursive: true }));
let files = 0;

function written(text: string): string {
  files += 1;
  const path = join(folder, `${files}.toml`);
  writeFileSync(path, text);
  return path;
}

const schema = z.strictObject({
  drive: section({
    name: z.string().min(1).describe('Name of the drive.'),
    poll_interval: duration().prefault('10s').describe('How often the desired state is read.'),
    slot: z.int().min(0).max(99).optional(),
    mode: z.enum(['fast', 'safe']).default('safe'),
  }),
  catalogue: section({
    url: z.string().default('postgresql://localhost/cta'),
    password_file: secretFile().optional().describe('File of the password.'),
  }),
  transfer: section({ window: size().default(262_144), roots: z.array(z.string()).default([]) }),
  library: z.array(z.strictObject({ name: z.string() })).default([]),
});

function refused(text: string): readonly string[] {
  const path = written(text);
  try {
    loadConfiguration(schema, path);
  } catch (error) {
    assert.ok(isCondition(error, 'CONFIGURATION_INVALID'), inspect(error));
    assert.equal(error.details['file'], path);
    const errors = error.details['errors'];
    assert.ok(Array.isArray(errors));
    return errors.map((line: string) => {
      assert.ok(error.message.includes(line));
      assert.ok(line.startsWith(`${path}: `));
      return line.slice(path.length + 2);
    });
  }
  return assert.fail('was not refused');
}

test('a configuration has its defaults, numbers for durations and sizes, and cannot be changed', () => {
  const path = written('[drive]\nname = "D1"\npoll_interval = "15min"\n[catalogue]\npassword_file = "/run/secret"\n');
  const configuration = loadConfiguration(schema, path);
  assert.deepEqual(configuration, {
    drive: { name: 'D1', poll_interval: 900_000, mode: 'safe' },
    catalogue: { url: 'postgresql://localhost/cta', password_file: new SecretFile('/run/secret') },
    transfer: { window: 262_144, roots: [] },
    library: [],
  });
  assert.ok(Object.isFrozen(configuration.drive) && Object.isFrozen(configuration.transfer.roots));
});

test('everything that is wrong is told at once: key, what is expected, what was found', () => {
  const errors = refused(`
    [drive]
    poll_intervall = "10s"
    poll_interval = "10"
    slot = 100
    mode = "slow"
    [transfer]
    window = 262144
    roots = ["/a", 7]
    colour = "red"
    [[library]]
    nam = "L"
  `);
  assert.deepEqual(errors.toSorted(), [
    'drive.mode: expected "fast" or "safe", found "slow"',
    'drive.name: expected text, but it is missing',
    'drive.poll_interval: expected a duration such as "15min", "30s" or "500ms" (units ms, s, min, h, d), found "10"',
    'drive.poll_intervall: unknown key; did you mean drive.poll_interval?',
    'drive.slot: expected at most 99, found 100',
    'library[0].nam: unknown key; did you mean library[0].name?',
    'library[0].name: expected text, but it is missing',
    'transfer.colour: unknown key; known here: window, roots',
    'transfer.roots[1]: expected text, found 7',
    'transfer.window: expected a size such as "256KiB" or "80GB" (units B, kB, MB, GB, TB, KiB, MiB, GiB, TiB), found 262144',
  ]);
});

test('a section that is missing is told key by key, one that is no table as such', () => {
  assert.deepEqual(refused(''), ['drive.name: expected text, but it is missing']);
  assert.deepEqual(refused('drive = 3'), ['drive: expected a table, found 3']);
  assert.deepEqual(refused('[drive]\nname = [1]'), ['drive.name: expected text, found a list']);
  assert.deepEqual(refused('[drive.name]\nx = 1'), ['drive.name: expected text, found a table']);
  assert.deepEqual(refused('[drive]\nname = ""'), ['drive.name: expected at least 1 character, found ""']);
});

test('a secret that was written in place of its file is not repeated', () => {
  const [error] = refused('[drive]\nname = "D1"\n[catalogue]\npassword_file = "hunter2"');
  assert.equal(
    error,
    'catalogue.password_file: expected the absolute path of a file that holds the secret, or credential:NAME, not the secret itself, found something else (not shown)',
  );
  const [masked] = refused('[drive]\nname = "D1"\nmode = "postgresql://cta:hunter2@db/cta"');
  assert.equal(masked, 'drive.mode: expected "fast" or "safe", found "postgresql://cta:***@db/cta"');
});

test('a fault of the TOML is told with its line and column', () => {
  assert.deepEqual(refused('[drive]\nname = = "D1"'), ['line 2, column 8: Invalid TOML document: invalid value']);
});

test('a file that cannot be read is a condition of its own, with its cause', () => {
  for (const path of [join(folder, 'none.toml'), folder]) {
    assert.throws(
      () => loadConfiguration(schema, path),
      (error) =>
        isCondition(error, 'CONFIGURATION_UNREADABLE') &&
        error.details['file'] === path &&
        error.cause instanceof Error,
    );
  }
});

test('a printed configuration means the same when it is read, and hides passwords', () => {
  const path = written(
    '[drive]\nname = "D1"\n[catalogue]\nurl = "postgresql://cta:pw@db/cta"\npassword_file = "/run/s"',
  );
  const text = printConfiguration(schema, loadConfiguration(schema, path));
  assert.match(text, /^poll_interval = "10s"$/m);
  assert.match(text, /^window = "256KiB"$/m);
  assert.match(text, /^password_file = "\/run\/s"$/m);
  assert.match(text, /^url = "postgresql:\/\/cta:\*\*\*@db\/cta"$/m);
  const again = loadConfiguration(schema, written(text));
  assert.equal(printConfiguration(schema, again), text);
});

test('a configuration can be checked and printed instead of used, with the exit status of what is wrong', () => {
  const inspected = (path: string, wanted: 'check' | 'print') => {
    const texts = { stdout: '', stderr: '' };
    const status = inspectConfiguration(schema, path, wanted, {
      stdout: { write: (text) => void (texts.stdout += text) },
      stderr: { write: (text) => void (texts.stderr += text) },
    });
    return { status, ...texts };
  };
  const good = written('[drive]\nname = "D1"\n');
  assert.deepEqual(inspected(good, 'check'), { status: 0, stdout: `${good}: good\n`, stderr: '' });
  assert.match(inspected(good, 'print').stdout, /^name = "D1"$/m);
  const bad = written('drive = 3\n');
  assert.deepEqual(inspected(bad, 'check'), {
    status: 78,
    stdout: '',
    stderr: `S101 Configuration is not valid: ${bad}: drive: expected a table, found 3\n`,
  });
  assert.equal(inspected(join(folder, 'none.toml'), 'print').status, 78);
});

test('a schema describes its keys for the reference', () => {
  const keys = [
    { key: 'drive.name', type: 'text', default: null, description: 'Name of the drive.' },
    {
      key: 'drive.poll_interval',
      type: 'duration',
      default: '"10s"',
      description: 'How often the desired state is read.',
    },
    { key: 'drive.slot', type: 'whole number, 0 to 99', default: undefined, description: '' },
    { key: 'drive.mode', type: '"fast" or "safe"', default: '"safe"', description: '' },
    { key: 'catalogue.url', type: 'text', default: '"postgresql://localhost/cta"', description: '' },
    {
      key: 'catalogue.password_file',
      type: 'file of a secret',
      default: undefined,
      description: 'File of the password.',
    },
    { key: 'transfer.window', type: 'size', default: '"256KiB"', description: '' },
    { key: 'transfer.roots', type: 'list of text', default: '[]', description: '' },
    { key: 'library[].name', type: 'text', default: null, description: '' },
  ];
  assert.deepEqual(
    describeSchema(schema),
    keys.map((key) => ({ ...key, reloadable: false })),
  );
});

test('a secret is read when it is asked for, trimmed', async () => {
  const file = new SecretFile(written('  s3cret\n'));
  assert.equal(await file.read(), 's3cret');
  writeFileSync(file.path, 'changed');
  assert.equal(await file.read(), 'changed');
});

test('a secret may be a credential that systemd hands to the service, or root reads where systemd takes it from', () => {
  const path = written(
    '[drive]\nname = "D1"\n[catalogue]\npassword_file = "credential:cta-taped.catalogue-password"\n',
  );
  const { password_file: file } = loadConfiguration(schema, path).catalogue;
  assert.equal(file?.path, '/etc/credstore/cta-taped.catalogue-password');
  const environment = { CREDENTIALS_DIRECTORY: '/run/credentials/cta-taped@D1.service' };
  assert.equal(
    new SecretFile('credential:cta-taped.catalogue-password', environment).path,
    '/run/credentials/cta-taped@D1.service/cta-taped.catalogue-password',
  );
  assert.equal(file?.reference, 'credential:cta-taped.catalogue-password');
  assert.equal(file.plainPath, undefined);
  assert.equal(new SecretFile('/etc/cta/secrets/database').plainPath, '/etc/cta/secrets/database');
});

test('the name of a credential leads nowhere else', () => {
  for (const name of ['', '..', '../shadow', 'a/b']) {
    const [error] = refused(`[drive]\nname = "D1"\n[catalogue]\npassword_file = "credential:${name}"`);
    assert.match(error ?? '', /^catalogue\.password_file: expected the absolute path/);
  }
});

test('a secret that is empty or cannot be read is a condition, before it is needed, too', async () => {
  const unreadable = (error: unknown) => error instanceof ConditionError && error.is('SECRET_UNREADABLE');
  for (const file of [new SecretFile(written(' \n')), new SecretFile(join(folder, 'none'))]) {
    await assert.rejects(file.read(), unreadable);
    assert.throws(() => file.requireReadable(), unreadable);
  }
  new SecretFile(written('s3cret')).requireReadable();
});
