import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ConditionError, isCondition } from '@cta/conditions';
import { makeCertificate, type PostgresServer, startPostgres, type TestCertificate } from '@cta/testing';
import { sql } from '../statement.ts';
import { openDatabase } from './open-database.ts';

const folder = await mkdtemp(join(tmpdir(), 'cta-secure-'));
// The account that runs the server must get through to its folder.
await chmod(folder, 0o711);
after(() => rm(folder, { recursive: true }));

const [good, foreign, ofAnother, expired] = await Promise.all([
  makeCertificate(),
  makeCertificate(),
  makeCertificate({ subject: 'DNS:db.example.org' }),
  makeCertificate({ hasExpired: true }),
]);

async function withServer(certificate: TestCertificate | undefined, use: (server: PostgresServer) => Promise<void>) {
  const server = await startPostgres({ folder: join(folder, 'server'), ...(certificate && { certificate }) });
  try {
    await use(server);
  } finally {
    await server.stop();
  }
}

/** What a statement over a secure connection says where this text is what is trusted. @returns undefined if it is good */
async function answerOf(server: PostgresServer, trusted: string): Promise<ConditionError | undefined> {
  const rootFile = join(folder, 'root.crt');
  await writeFile(rootFile, trusted);
  return answerWith(server, `sslmode=verify-full&sslrootcert=${rootFile}`);
}

async function answerWith(server: PostgresServer, parameters: string): Promise<ConditionError | undefined> {
  const db = openDatabase({ url: `${server.url('postgres')}?${parameters}`, applicationName: 'cta-test' });
  try {
    const [row] = await db.query(sql`SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()`);
    assert.deepEqual(row, { ssl: true });
    return undefined;
  } catch (error) {
    assert.ok(error instanceof ConditionError, String(error));
    return error;
  } finally {
    await db.close();
  }
}

function assertTlsFailed(answer: ConditionError | undefined, errorName: string): void {
  assert.ok(isCondition(answer, 'DATABASE_TLS_FAILED'), String(answer));
  assert.equal(answer.details['sqlstate_or_errno'], errorName);
}

test('A certificate that is trusted makes a secure connection; any other, or a file that holds none, DATABASE_TLS_FAILED', () =>
  withServer(good, async (server) => {
    assert.equal(await answerOf(server, good.certificate), undefined);
    assertTlsFailed(await answerOf(server, foreign.certificate), 'DEPTH_ZERO_SELF_SIGNED_CERT');
    const garbage = '-----BEGIN CERTIFICATE-----\ngarbage\n-----END CERTIFICATE-----\n';
    assert.ok(isCondition(await answerOf(server, garbage), 'DATABASE_TLS_FAILED'));
    assertTlsFailed(await answerWith(server, 'sslmode=verify-full&sslrootcert=/no/such/file'), 'ENOENT');
    assertTlsFailed(await answerWith(server, `sslmode=verify-full&sslrootcert=${folder}`), 'EISDIR');
  }));

test('A certificate of another host is DATABASE_TLS_FAILED', () =>
  withServer(ofAnother, async (server) =>
    assertTlsFailed(await answerOf(server, ofAnother.certificate), 'ERR_TLS_CERT_ALTNAME_INVALID'),
  ));

test('A certificate that has expired is DATABASE_TLS_FAILED', () =>
  withServer(expired, async (server) =>
    assertTlsFailed(await answerOf(server, expired.certificate), 'CERT_HAS_EXPIRED'),
  ));

test('A server without TLS is DATABASE_TLS_FAILED where TLS is asked for', () =>
  withServer(undefined, async (server) => {
    assert.ok(isCondition(await answerWith(server, 'sslmode=verify-full'), 'DATABASE_TLS_FAILED'));
  }));

test('A Unix socket takes the password of the file, and is DATABASE_UNREACHABLE where its server has stopped', async () => {
  const passwordFile = join(folder, 'password');
  let url = '';
  const ask = async (options: { passwordFile?: string }): Promise<unknown> => {
    const db = openDatabase({ url, applicationName: 'cta-test', ...options });
    try {
      return await db.query(sql`SELECT 1 AS n`);
    } finally {
      await db.close();
    }
  };
  await withServer(undefined, async (server) => {
    const address = new URL(server.url('postgres'));
    await writeFile(passwordFile, decodeURIComponent(address.password));
    url = `postgresql:///postgres?host=${server.folder}&port=${server.port}&user=${address.username}`;
    assert.deepEqual(await ask({ passwordFile }), [{ n: 1 }]);
    await assert.rejects(ask({}), (error) => isCondition(error, 'DATABASE_LOGIN_REFUSED'));
  });
  await assert.rejects(
    ask({ passwordFile }),
    (error) => isCondition(error, 'DATABASE_UNREACHABLE') && error.details['sqlstate_or_errno'] === 'ENOENT',
  );
});
