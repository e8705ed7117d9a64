import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionError, type ConditionName } from '@cta/conditions';
import pg from 'pg';
import { fromPostgres } from './from-postgres.ts';

const coded = (code: string, fields: object = {}): Error =>
  Object.assign(new Error(`error ${code}`), { code, ...fields });

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
  ['no such database', coded('3D000'), 'DATABASE_NOT_FOUND'],
  ['no such schema', coded('3F000'), 'DATABASE_NOT_FOUND'],
  ['unique violation', coded('23505'), 'CONSTRAINT_VIOLATED'],
  ['foreign key violation', coded('23503'), 'CONSTRAINT_VIOLATED'],
  ['syntax error', coded('42601'), 'DATABASE_ERROR'],
  ['undefined table', coded('42P01'), 'DATABASE_ERROR'],
  ['not of PostgreSQL', new Error('x is not a function'), 'UNFORESEEN_ERROR'],
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
