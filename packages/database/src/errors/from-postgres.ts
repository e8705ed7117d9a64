import { ConditionError, type ConditionName, type Details } from '@cta/conditions';
import { conditionOfCode, conditionOfMessage } from './error-table.ts';

/**
 * The conditions that mean: the connection is gone or the server cannot serve now; the same statement works later. The
 * last four need a person: who has never been served is told at once, who has waits for it as for any other loss.
 */
export const connectionLosses: ReadonlySet<ConditionName> = new Set([
  'DATABASE_UNREACHABLE',
  'DATABASE_READ_ONLY',
  'DATABASE_CONNECTIONS_EXHAUSTED',
  'DATABASE_RESOURCES_EXHAUSTED',
  'DATABASE_LOGIN_REFUSED',
  'DATABASE_NOT_FOUND',
  'DATABASE_TLS_FAILED',
  'SECRET_UNREADABLE',
]);

/**
 * The conditions that pass: a lost connection, or a server that was too busy for this statement or gave way to another
 * transaction. What must be told in the end is tried again after any of them.
 */
export const passingConditions: ReadonlySet<ConditionName> = new Set([
  ...connectionLosses,
  'STATEMENT_TIMEOUT',
  'TRANSACTION_CONFLICT',
]);

/** Makes a condition of what `pg` or its socket raised; looks through causes and through errors of several addresses. */
export function fromPostgres(error: unknown): ConditionError {
  if (error instanceof ConditionError) return error;
  const found = firstOf(error);
  if (found === undefined) return ConditionError.from(error);
  return new ConditionError(found.condition, {
    message: error instanceof Error && error.message !== '' ? error.message : found.message,
    details: found.details,
    cause: error,
  });
}

interface Finding {
  readonly condition: ConditionName;
  readonly message: string;
  readonly details: Details;
}

/** The error itself, then its causes and, of an AggregateError (several addresses of a host), each of its errors. */
function firstOf(error: unknown): Finding | undefined {
  if (!(error instanceof Error)) return undefined;
  const own = findingOf(error);
  if (own !== undefined) return own;
  const inner: unknown[] = error instanceof AggregateError ? [...error.errors, error.cause] : [error.cause];
  for (const cause of inner) {
    const finding = firstOf(cause);
    if (finding !== undefined) return finding;
  }
  return undefined;
}

function findingOf(error: Error & { code?: unknown; syscall?: unknown }): Finding | undefined {
  const { code, syscall, message } = error;
  const condition = typeof code === 'string' ? conditionOfCode(code, syscall) : conditionOfMessage(message);
  return condition && { condition, message, details: detailsOf(error) };
}

/** Fields of a PostgreSQL error message (protocol 55.8) and of a Node system error that a person may need. */
const detailFields = {
  code: 'sqlstate_or_errno',
  constraint: 'constraint',
  schema: 'schema',
  table: 'table',
  column: 'column',
  detail: 'detail',
  hint: 'hint',
  address: 'address',
  port: 'port',
} as const;

function detailsOf(error: Error): Details {
  const fields = error as unknown as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(detailFields).flatMap(([field, name]) => {
      const value = fields[field];
      return typeof value === 'string' || typeof value === 'number' ? [[name, value]] : [];
    }),
  );
}
