import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { isCondition } from '@cta/conditions';
import { HalfOpenProxy, testDatabase } from '@cta/testing';
import { sql } from '../statement.ts';
import { connectionLosses } from '../errors/from-postgres.ts';
import { openDatabase } from './open-database.ts';

const { db, url, open } = await testDatabase();
const folder = await mkdtemp(join(tmpdir(), 'cta-database-'));
after(() => rm(folder, { recursive: true }));
await db.execute(sql`CREATE TABLE item (n int8 PRIMARY KEY)`);

test('64-bit and decimal integers are bigint, alone and in arrays', async () => {
  const rows = await db.query(sql`
    SELECT 9007199254740993 AS int8, 18446744073709551615::numeric(20,0) AS numeric, 7 AS int4,
           ARRAY[1, NULL]::int8[] AS int8s, ARRAY[2]::numeric[] AS numerics, '{}'::int8[] AS none`);
  const expected = { int8: 9007199254740993n, numeric: 18446744073709551615n, int4: 7 };
  assert.deepEqual(rows, [{ ...expected, int8s: [1n, null], numerics: [2n], none: [] }]);
});

test('A numeric with a fraction is refused, not rounded', async () => {
  await assert.rejects(db.query(sql`SELECT 0.5::numeric AS half`), (error) => isCondition(error, 'UNFORESEEN_ERROR'));
});

test('Arrays of every kind bind as arrays', async () => {
  const rows = await db.query(sql`
    SELECT * FROM unnest(${[1n, 2n]}::int8[], ${['a"b', null]}::text[], ${[Buffer.from([0, 255]), null]}::bytea[])
      AS t (n, text, bytes)`);
  assert.deepEqual(rows, [
    { n: 1n, text: 'a"b', bytes: Buffer.from([0, 255]) },
    { n: 2n, text: null, bytes: null },
  ]);
});

test('A transaction that fails leaves nothing, and its connection goes on', async () => {
  const single = open({ maxConnections: 1 });
  const failure = new Error('no');
  const work = single.transaction(async (t) => {
    assert.equal(await t.execute(sql`INSERT INTO item VALUES (1)`), 1);
    throw failure;
  });
  await assert.rejects(work, failure);
  assert.deepEqual(await single.query(sql`SELECT n FROM item`), []);
});

test('COMMIT of a transaction in which a failure was swallowed is an error', async () => {
  const work = db.transaction(async (t) => {
    await t.execute(sql`INSERT INTO item VALUES (2)`);
    await t.execute(sql`SELECT 1 / 0`).catch(() => undefined);
  });
  await assert.rejects(work, (error) => isCondition(error, 'DATABASE_ERROR'));
  assert.deepEqual(await db.query(sql`SELECT n FROM item`), []);
});

test('A statement after the end of its transaction is refused', async () => {
  const t = await db.transaction((transaction) => Promise.resolve(transaction));
  await assert.rejects(t.execute(sql`SELECT 1`), (error) => isCondition(error, 'UNFORESEEN_ERROR'));
});

test('A violated constraint is named', async () => {
  await db.execute(sql`INSERT INTO item VALUES (3)`);
  const again = db.execute(sql`INSERT INTO item VALUES (3)`);
  await assert.rejects(
    again,
    (error) => isCondition(error, 'CONSTRAINT_VIOLATED') && error.details['constraint'] === 'item_pkey',
  );
});

test('A connection that the server ends is replaced', async () => {
  const lost = Promise.withResolvers<Error>();
  const single = open({ maxConnections: 1, onIdleConnectionLost: lost.resolve });
  const [row] = await single.query<{ pid: number }>(sql`SELECT pg_backend_pid() AS pid`);
  await db.execute(sql`SELECT pg_terminate_backend(${row?.pid})`);
  assert.match((await lost.promise).message, /administrator/);
  assert.equal((await single.query(sql`SELECT 1`)).length, 1);
});

test('A connection lost within a transaction is DATABASE_UNREACHABLE, and the pool goes on', async () => {
  const single = open({ maxConnections: 1 });
  const work = single.transaction(async (t) => {
    const [row] = await t.query<{ pid: number }>(sql`SELECT pg_backend_pid() AS pid`);
    await db.execute(sql`SELECT pg_terminate_backend(${row?.pid})`);
    await t.execute(sql`SELECT 1`);
  });
  await assert.rejects(work, (error) => isCondition(error, 'DATABASE_UNREACHABLE'));
  assert.equal((await single.query(sql`SELECT 1`)).length, 1);
});

test('A statement that takes too long is cancelled by the server', async () => {
  const hasty = open({ statementTimeoutMs: 20 });
  await assert.rejects(hasty.execute(sql`SELECT pg_sleep(10)`), (error) => isCondition(error, 'STATEMENT_TIMEOUT'));
});

test('An advisory lock of a session ends with it', async () => {
  const holders = sql`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = 77`;
  await db.session(async (session) => {
    await session.execute(sql`SELECT pg_advisory_lock(77)`);
    assert.equal((await db.query(holders)).length, 1);
  });
  // The server notices the end of the connection a moment later: waiting for the lock is waiting for that.
  await db.transaction((t) => t.execute(sql`SELECT pg_advisory_xact_lock(77)`));
});

test('The schema option is the search path', async () => {
  const other = open({ schema: 'it is "odd"' });
  const [row] = await other.query<{ path: string }>(sql`SELECT current_setting('search_path') AS path`);
  assert.equal(row?.path, '"it is ""odd"""');
});

test('The password comes from its file', async () => {
  const passwordFile = join(folder, 'password');
  const bare = new URL(url);
  await writeFile(passwordFile, `${decodeURIComponent(bare.password)}\n`);
  bare.password = '';
  const opened = openDatabase({ url: bare.href, passwordFile, applicationName: 'cta-test' });
  assert.equal((await opened.query(sql`SELECT 1`)).length, 1);
  await opened.close();
});

/** A pool of one connection of a role of its own, whose password is changed as a person would: on the server and in the file. */
async function rotating(t: TestContext) {
  const passwordFile = join(folder, 'rotated');
  const set = async (password: string): Promise<void> => {
    await db.execute({ text: `ALTER ROLE rotating LOGIN PASSWORD '${password}'`, values: [] });
  };
  await db.execute(sql`CREATE ROLE rotating`);
  await set('first');
  await writeFile(passwordFile, 'first\n');
  const address = Object.assign(new URL(url), { username: 'rotating', password: '' });
  const lost = Promise.withResolvers<unknown>();
  const opened = openDatabase({
    url: address.href,
    passwordFile,
    applicationName: 'cta-test',
    maxConnections: 1,
    onIdleConnectionLost: (error) => lost.resolve(error),
  });
  t.after(async () => {
    await opened.close();
    await db.execute(sql`DROP ROLE rotating`);
  });
  const loseConnection = async (): Promise<void> => {
    await db.execute(sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'rotating'`);
    await lost.promise;
  };
  const loggedIn = async (): Promise<boolean> => (await opened.query(sql`SELECT 1`)).length === 1;
  return { passwordFile, set, loseConnection, loggedIn };
}

test('A password that is changed on the server and in its file is that of the next connection of an open pool', async (t) => {
  const { passwordFile, set, loseConnection, loggedIn } = await rotating(t);
  assert.ok(await loggedIn());
  await set('second');
  assert.ok(await loggedIn(), 'a connection that is open stays');
  await loseConnection();
  await assert.rejects(loggedIn(), (error) => isCondition(error, 'DATABASE_LOGIN_REFUSED'));
  await writeFile(passwordFile, 'second\n');
  assert.ok(await loggedIn());
});

test('A password file that cannot be read while a pool is open is a loss that passes once it can', async (t) => {
  const { passwordFile, loseConnection, loggedIn } = await rotating(t);
  assert.ok(await loggedIn());
  await writeFile(passwordFile, '');
  await loseConnection();
  await assert.rejects(loggedIn(), (error) => isCondition(error) && connectionLosses.has(error.condition));
  await writeFile(passwordFile, 'first\n');
  assert.ok(await loggedIn());
});

test('A password of whatever characters comes from its file, also where the URL has blanks', async (t) => {
  const role = `odd_${process.pid}`;
  const passwordFile = join(folder, 'odd-password');
  const password = 'a+b /?&=%2B#"ü';
  await writeFile(passwordFile, password);
  await db.execute({ text: `CREATE ROLE ${role} LOGIN PASSWORD '${password}'`, values: [] });
  t.after(() => db.execute({ text: `DROP ROLE ${role}`, values: [] }));
  const address = new URL(url);
  const bare = `postgresql://${role}@${address.host}${address.pathname}?fallback_application_name=a b`;
  const opened = openDatabase({ url: bare, passwordFile, applicationName: 'cta-test' });
  assert.deepEqual(await opened.query(sql`SELECT current_user::text AS role`), [{ role }]);
  await opened.close();
});

test('A wrong password is DATABASE_LOGIN_REFUSED, an unknown database DATABASE_NOT_FOUND', async () => {
  const wrong = open({ url: Object.assign(new URL(url), { password: 'wrong' }).href });
  await assert.rejects(wrong.execute(sql`SELECT 1`), (error) => isCondition(error, 'DATABASE_LOGIN_REFUSED'));
  const unknown = open({ url: Object.assign(new URL(url), { pathname: '/nowhere' }).href });
  await assert.rejects(unknown.execute(sql`SELECT 1`), (error) => isCondition(error, 'DATABASE_NOT_FOUND'));
});

test('A server that accepts and never answers is DATABASE_UNREACHABLE after the connect timeout', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  assert.ok(typeof address === 'object' && address !== null);
  const opened = openDatabase({
    url: `postgresql://cta@127.0.0.1:${address.port}/x`,
    applicationName: 'cta-test',
    connectTimeoutMs: 50,
  });
  await assert.rejects(opened.execute(sql`SELECT 1`), (error) => isCondition(error, 'DATABASE_UNREACHABLE'));
  await opened.close();
  silent.close();
});

test('A password file that is missing is SECRET_UNREADABLE', () => {
  const options = { url, passwordFile: join(folder, 'missing'), applicationName: 'cta-test' };
  assert.throws(
    () => openDatabase(options),
    (error) => isCondition(error, 'SECRET_UNREADABLE'),
  );
});

/** A pool of one connection, which is in a transaction when its way becomes a black hole. */
async function inBlackHole(t: TestContext, timeouts: { statementTimeoutMs: number; answerGraceMs: number }) {
  const address = new URL(url);
  const proxy = await HalfOpenProxy.start({ host: address.hostname, port: Number(address.port) });
  t.after(() => proxy[Symbol.asyncDispose]());
  address.port = String(proxy.port);
  const single = open({ url: address.href, maxConnections: 1, connectTimeoutMs: 300, ...timeouts });
  const { promise: swallowed, resolve } = Promise.withResolvers<void>();
  const work = single.transaction(async (transaction) => {
    await transaction.execute(sql`INSERT INTO item VALUES (4)`);
    await proxy.become({ type: 'black-hole' });
    const answer = transaction.execute(sql`INSERT INTO item VALUES (5)`);
    resolve();
    await answer;
  });
  // Told of by whoever awaits it.
  work.catch(() => undefined);
  await swallowed;
  return { proxy, single, work };
}

test('A transaction whose server is silent is DATABASE_UNREACHABLE after one timeout, and the pool goes on', async (t) => {
  const { proxy, single, work } = await inBlackHole(t, { statementTimeoutMs: 400, answerGraceMs: 100 });
  const begun = performance.now();
  await assert.rejects(work, (error) => isCondition(error, 'DATABASE_UNREACHABLE'));
  assert.ok(performance.now() - begun < 900);
  await assert.rejects(single.query(sql`SELECT 1`), (error) => isCondition(error, 'DATABASE_UNREACHABLE'));
  await proxy.become({ type: 'pass' });
  assert.deepEqual(await single.query(sql`SELECT n FROM item WHERE n IN (4, 5)`), []);
});

test('A pool is closed soon, also where its server is silent', async (t) => {
  const { single, work } = await inBlackHole(t, { statementTimeoutMs: 60_000, answerGraceMs: 5000 });
  await single.close();
  await assert.rejects(work, (error) => isCondition(error, 'DATABASE_UNREACHABLE'));
});

/** A server that says in one packet that the connection is ready, and that an administrator ends it. */
async function hastyServer(t: TestContext): Promise<string> {
  const message = (type: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(5);
    head.write(type);
    head.writeInt32BE(body.length + 4, 1);
    return Buffer.concat([head, body]);
  };
  const ended = Buffer.from('SFATAL\0C57P01\0Mterminating connection due to administrator command\0\0');
  const packet = Buffer.concat([message('R', Buffer.alloc(4)), message('Z', Buffer.from('I')), message('E', ended)]);
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(packet));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return `postgresql://nobody@127.0.0.1:${address.port}/none`;
}

test('A connection that its server ends in the packet that opens it is DATABASE_UNREACHABLE, and the process goes on', async (t) => {
  const db = openDatabase({ url: await hastyServer(t), applicationName: 'cta-test' });
  t.after(() => db.close());
  await assert.rejects(db.execute(sql`SELECT 1`), (error) => isCondition(error, 'DATABASE_UNREACHABLE'));
});
