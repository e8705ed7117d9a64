import { ConditionError, type ConditionName, type Details } from '@cta/conditions';

/** A rule of the table: the first one that fits an error or one of its causes names the condition. */
interface Rule {
  /** SQLSTATE or errno name, or the beginning of one: a class of SQLSTATEs. */
  readonly codes: readonly string[];
  readonly condition: ConditionName;
}

/** SQLSTATEs (PostgreSQL appendix A) and errno names. Order matters: a code before the class that it is in. */
const rules: readonly Rule[] = [
  { codes: ['08', '57P01', '57P02', '57P03', '57P05', '25P03'], condition: 'DATABASE_UNREACHABLE' },
  {
    codes: [
      'ECONNREFUSED',
      'ECONNRESET',
      'ECONNABORTED',
      'ETIMEDOUT',
      'EPIPE',
      'EAI_AGAIN',
      'ENOTFOUND',
      'EHOSTUNREACH',
      'EHOSTDOWN',
      'ENETUNREACH',
      'ENETDOWN',
    ],
    condition: 'DATABASE_UNREACHABLE',
  },
  { codes: ['25006'], condition: 'DATABASE_READ_ONLY' },
  { codes: ['53300'], condition: 'DATABASE_CONNECTIONS_EXHAUSTED' },
  { codes: ['53'], condition: 'DATABASE_RESOURCES_EXHAUSTED' },
  { codes: ['40001', '40P01', '55P03'], condition: 'TRANSACTION_CONFLICT' },
  { codes: ['57014'], condition: 'STATEMENT_TIMEOUT' },
  { codes: ['28'], condition: 'DATABASE_LOGIN_REFUSED' },
  { codes: ['3D000', '3F000'], condition: 'DATABASE_NOT_FOUND' },
  { codes: ['23'], condition: 'CONSTRAINT_VIOLATED' },
];

/** What `pg` says of a lost or refused connection in plain Errors that have no code. */
const lostConnectionMessages: readonly RegExp[] = [
  /^Connection terminated/,
  /^timeout exceeded when trying to connect$/,
  /^timeout expired$/,
  /^Query read timeout$/,
  /^Client has encountered a connection error and is not queryable$/,
  /^Client was closed and is not queryable$/,
];

const sqlstate = /^[0-9A-Z]{5}$/;

/**
 * The conditions that mean: the connection is gone or the server cannot serve now; the same statement works later. The
 * last two need a person: who has never been served is told at once, who has waits for it as for any other loss.
 */
export const connectionLosses: ReadonlySet<ConditionName> = new Set([
  'DATABASE_UNREACHABLE',
  'DATABASE_READ_ONLY',
  'DATABASE_CONNECTIONS_EXHAUSTED',
  'DATABASE_RESOURCES_EXHAUSTED',
  'DATABASE_LOGIN_REFUSED',
  'DATABASE_NOT_FOUND',
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

function findingOf(error: Error & { code?: unknown }): Finding | undefined {
  const code = typeof error.code === 'string' ? error.code : undefined;
  const finding = (condition: ConditionName): Finding => ({
    condition,
    message: error.message,
    details: detailsOf(error),
  });
  if (code === undefined) {
    return lostConnectionMessages.some((message) => message.test(error.message))
      ? finding('DATABASE_UNREACHABLE')
      : undefined;
  }
  const rule = rules.find(({ codes }) => codes.some((prefix) => code.startsWith(prefix)));
  if (rule !== undefined) return finding(rule.condition);
  return sqlstate.test(code) ? finding('DATABASE_ERROR') : undefined;
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
