import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { isCondition } from '@cta/conditions';
import { openDatabase, sql } from '@cta/database';
import { type PostgresServer, startPostgres } from './postgresql-server.ts';

const folder = await mkdtemp(join(tmpdir(), 'cta-postgresql-test-'));
await chmod(folder, 0o755);
after(() => rm(folder, { recursive: true, force: true }));

async function ask<T extends object>(server: PostgresServer, statement: ReturnType<typeof sql>): Promise<readonly T[]> {
  const db = openDatabase({ url: server.url('postgres'), applicationName: 'cta-test' });
  try {
    return await db.query<T>(statement);
  } finally {
    await db.close();
  }
}

async function isGone(path: string): Promise<boolean> {
  return stat(path).then(
    () => false,
    () => true,
  );
}

test('A server keeps the data of its folder from one start to the next', async () => {
  const first = await startPostgres({ folder: join(folder, 'kept'), survives: 'kill' });
  await ask(first, sql`CREATE TABLE kept AS SELECT 1 AS n`);
  assert.equal((await readFile(`/proc/${first.processId}/comm`, 'utf8')).trim(), 'postgres');
  await first.stop();
  const second = await startPostgres({ folder: join(folder, 'kept'), survives: 'kill' });
  assert.deepEqual(await ask(second, sql`SELECT n FROM kept`), [{ n: 1 }]);
  await second.stop();
});

test('A server is a standby that starts up, then one that reads, then the primary that it was', async () => {
  const home = join(folder, 'standby');
  await (await startPostgres({ folder: home })).stop();
  for (const [standby, condition] of [
    ['starting-up', 'DATABASE_UNREACHABLE'],
    ['read-only', 'DATABASE_READ_ONLY'],
  ] as const) {
    const server = await startPostgres({ folder: home, standby });
    await assert.rejects(ask(server, sql`CREATE TABLE refused (n int)`), (error) => isCondition(error, condition));
    await server.stop();
  }
  const primary = await startPostgres({ folder: home });
  await ask(primary, sql`CREATE TABLE made (n int)`);
  await primary.stop();
});

test('A server without a folder removes its own when it stops', async () => {
  const server = await startPostgres();
  await ask(server, sql`SELECT 1`);
  await server.stop();
  assert.ok(await isGone(server.folder));
});

test('A server in a folder that the account which runs it cannot enter works elsewhere', async (t) => {
  if (process.getuid?.() !== 0) return t.skip('only root runs a server as somebody else');
  const home = join(folder, 'home');
  await mkdir(home, { mode: 0o700 });
  const server = await startPostgres({ folder: join(home, 'database') });
  assert.ok(!server.folder.startsWith(home));
  assert.equal((await ask(server, sql`SELECT 1`)).length, 1);
  await server.stop();
});

test('A server ends and leaves nothing when the process that started it is killed', async () => {
  const module = new URL('./postgresql-server.ts', import.meta.url).href;
  const script = `
    const { startPostgres } = await import(${JSON.stringify(module)});
    console.log((await startPostgres()).folder);`;
  const child = spawn(process.execPath, ['--conditions=@cta/source', '--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const data = line.toString().trim();
  const [processId] = (await readFile(join(data, 'data', 'postmaster.pid'), 'utf8')).split('\n');
  child.kill('SIGKILL');
  await once(child, 'exit');
  for (const path of [`/proc/${processId}`, data]) await gone(path);
});

async function gone(path: string): Promise<void> {
  const deadline = AbortSignal.timeout(20_000);
  while (!(await isGone(path))) {
    deadline.throwIfAborted();
    await setTimeout(20);
  }
}
