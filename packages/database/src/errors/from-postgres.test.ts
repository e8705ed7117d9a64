import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionError, type ConditionName } from '@cta/conditions';
import pg from 'pg';
import { fromPostgres } from './from-postgres.ts';

const coded = (code: string, fields: object = {}): Error =>
  Object.assign(new Error(`error ${code}`), { code, ...fields });

const scram = 'SCRAM-SERVER-FIRST-MESSAGE';

const table: readonly (readonly [what: string, error: unknown, condition: ConditionName])[] = [
  ['connection exception', coded('08006'), 'DATABASE_UNREACHABLE'],
  ['connection refused by server', coded('08004'), 'DATABASE_UNREACHABLE'],
  ['terminated by an administrator', coded('57P01'), 'DATABASE_UNREACHABLE'],
  ['server crashed', coded('57P02'), 'DATABASE_UNREACHABLE'],
  ['server starts up or shuts down', coded('57P03'), 'DATABASE_UNREACHABLE'],
  ['idle session ended', coded('57P05'), 'DATABASE_UNREACHABLE'],
  ['idle transaction ended', coded('25P03'), 'DATABASE_UNREACHABLE'],
  ['nobody listens', coded('ECONNREFUSED'), 'DATABASE_UNREACHABLE'],
  ['connection reset', coded('ECONNRESET'), 'DATABASE_UNREACHABLE'],
  ['connection aborted', coded('ECONNABORTED'), 'DATABASE_UNREACHABLE'],
  ['TCP timeout', coded('ETIMEDOUT'), 'DATABASE_UNREACHABLE'],
  ['broken pipe', coded('EPIPE'), 'DATABASE_UNREACHABLE'],
  ['name server away', coded('EAI_AGAIN'), 'DATABASE_UNREACHABLE'],
  ['name unknown', coded('ENOTFOUND'), 'DATABASE_UNREACHABLE'],
  ['no route to host', coded('EHOSTUNREACH'), 'DATABASE_UNREACHABLE'],
  ['host down', coded('EHOSTDOWN'), 'DATABASE_UNREACHABLE'],
  ['no route to network', coded('ENETUNREACH'), 'DATABASE_UNREACHABLE'],
  ['network down', coded('ENETDOWN'), 'DATABASE_UNREACHABLE'],
  ['connection ended by the other side', new Error('Connection terminated unexpectedly'), 'DATABASE_UNREACHABLE'],
  ['connect timeout of pg', new Error('Connection terminated due to connection timeout'), 'DATABASE_UNREACHABLE'],
  ['pool timeout', new Error('timeout exceeded when trying to connect'), 'DATABASE_UNREACHABLE'],
  ['client timeout', new Error('timeout expired'), 'DATABASE_UNREACHABLE'],
  ['no answer', new Error('Query read timeout'), 'DATABASE_UNREACHABLE'],
  [
    'broken client',
    new Error('Client has encountered a connection error and is not queryable'),
    'DATABASE_UNREACHABLE',
  ],
  ['closed client', new Error('Client was closed and is not queryable'), 'DATABASE_UNREACHABLE'],
  ['transaction ended that took too long', coded('25P04'), 'DATABASE_UNREACHABLE'],
  ['name server fails', coded('EAI_FAIL'), 'DATABASE_UNREACHABLE'],
  ['no local port left', coded('EADDRNOTAVAIL'), 'DATABASE_UNREACHABLE'],
  ['no Unix socket', coded('ENOENT', { syscall: 'connect' }), 'DATABASE_UNREACHABLE'],
  ['Unix socket closed to us', coded('EACCES', { syscall: 'connect' }), 'DATABASE_UNREACHABLE'],
  ['firewall of this machine', coded('EPERM', { syscall: 'connect' }), 'DATABASE_UNREACHABLE'],
  [
    'server that cannot make a process',
    new Error('There was an error establishing an SSL connection'),
    'DATABASE_UNREACHABLE',
  ],
  ['read-only', coded('25006'), 'DATABASE_READ_ONLY'],
  ['too many connections', coded('53300'), 'DATABASE_CONNECTIONS_EXHAUSTED'],
  ['disk full', coded('53100'), 'DATABASE_RESOURCES_EXHAUSTED'],
  ['out of memory', coded('53200'), 'DATABASE_RESOURCES_EXHAUSTED'],
  ['serialization failure', coded('40001'), 'TRANSACTION_CONFLICT'],
  ['deadlock', coded('40P01'), 'TRANSACTION_CONFLICT'],
  ['lock not available', coded('55P03'), 'TRANSACTION_CONFLICT'],
  ['statement timeout', coded('57014'), 'STATEMENT_TIMEOUT'],
  ['wrong password', coded('28P01'), 'DATABASE_LOGIN_REFUSED'],
  ['no such role', coded('28000'), 'DATABASE_LOGIN_REFUSED'],
  ['no password configured', new Error(`SASL: ${scram}: client password must be a string`), 'DATABASE_LOGIN_REFUSED'],
  ['empty password', new Error(`SASL: ${scram}: client password must be a non-empty string`), 'DATABASE_LOGIN_REFUSED'],
  ['no such database', coded('3D000'), 'DATABASE_NOT_FOUND'],
  ['no such schema', coded('3F000'), 'DATABASE_NOT_FOUND'],
  ['database dropped', coded('57P04'), 'DATABASE_NOT_FOUND'],
  ['certificate expired', coded('CERT_HAS_EXPIRED'), 'DATABASE_TLS_FAILED'],
  ['certificate not valid yet', coded('CERT_NOT_YET_VALID'), 'DATABASE_TLS_FAILED'],
  ['certificate revoked', coded('CERT_REVOKED'), 'DATABASE_TLS_FAILED'],
  ['list of revocations expired', coded('CRL_HAS_EXPIRED'), 'DATABASE_TLS_FAILED'],
  ['certificate of an unknown authority', coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'DATABASE_TLS_FAILED'],
  ['issuer unknown', coded('UNABLE_TO_GET_ISSUER_CERT_LOCALLY'), 'DATABASE_TLS_FAILED'],
  ['certificate signed by itself', coded('DEPTH_ZERO_SELF_SIGNED_CERT'), 'DATABASE_TLS_FAILED'],
  ['authority signed by itself', coded('SELF_SIGNED_CERT_IN_CHAIN'), 'DATABASE_TLS_FAILED'],
  ['certificate with a bad date', coded('ERROR_IN_CERT_NOT_AFTER_FIELD'), 'DATABASE_TLS_FAILED'],
  ['authority that is none', coded('INVALID_CA'), 'DATABASE_TLS_FAILED'],
  ['certificate for another purpose', coded('INVALID_PURPOSE'), 'DATABASE_TLS_FAILED'],
  ['chain too long', coded('PATH_LENGTH_EXCEEDED'), 'DATABASE_TLS_FAILED'],
  ['certificate of another host', coded('HOSTNAME_MISMATCH'), 'DATABASE_TLS_FAILED'],
  ['certificate without our name', coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'DATABASE_TLS_FAILED'],
  ['no common version of TLS', coded('ERR_SSL_UNSUPPORTED_PROTOCOL'), 'DATABASE_TLS_FAILED'],
  ['file of certificates that holds none', coded('ERR_OSSL_PEM_NO_START_LINE'), 'DATABASE_TLS_FAILED'],
  ['handshake broken', coded('EPROTO'), 'DATABASE_TLS_FAILED'],
  ['server without TLS', new Error('The server does not support SSL connections'), 'DATABASE_TLS_FAILED'],
  ['no file of certificates', coded('ENOENT', { syscall: 'open' }), 'DATABASE_TLS_FAILED'],
  ['below a file', coded('ENOTDIR', { syscall: 'open' }), 'DATABASE_TLS_FAILED'],
  ['file of certificates closed to us', coded('EACCES', { syscall: 'open' }), 'DATABASE_TLS_FAILED'],
  ['file of certificates forbidden', coded('EPERM', { syscall: 'open' }), 'DATABASE_TLS_FAILED'],
  ['folder of certificates', coded('EISDIR', { syscall: 'read' }), 'DATABASE_TLS_FAILED'],
  ['unique violation', coded('23505'), 'CONSTRAINT_VIOLATED'],
  ['foreign key violation', coded('23503'), 'CONSTRAINT_VIOLATED'],
  ['syntax error', coded('42601'), 'DATABASE_ERROR'],
  ['undefined table', coded('42P01'), 'DATABASE_ERROR'],
  ['not of PostgreSQL', new Error('x is not a function'), 'UNFORESEEN_ERROR'],
  ['no file, of whatever else', coded('ENOENT', { syscall: 'stat' }), 'UNFORESEEN_ERROR'],
  ['an unknown errno', coded('EWHATEVER'), 'UNFORESEEN_ERROR'],
  ['not an Error', 'text', 'UNFORESEEN_ERROR'],
  [
    'all addresses of a host',
    new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]),
    'DATABASE_UNREACHABLE',
  ],
  ['a cause', new Error('failed', { cause: new Error('inner', { cause: coded('EPIPE') }) }), 'DATABASE_UNREACHABLE'],
];

for (const [what, error, condition] of table) {
  test(`${what} is ${condition}`, () => assert.equal(fromPostgres(error).condition, condition));
}

test('A ConditionError passes through', () => {
  const error = new ConditionError('TRANSACTION_CONFLICT');
  assert.equal(fromPostgres(error), error);
});

test('The details name constraint, table and SQLSTATE', () => {
  const error = Object.assign(new pg.DatabaseError('duplicate key', 1, 'error'), {
    code: '23505',
    constraint: 'TAPE_PK',
    table: 'tape',
  });
  assert.deepEqual(fromPostgres(error).details, { sqlstate_or_errno: '23505', constraint: 'TAPE_PK', table: 'tape' });
});
