import type { ConditionName } from '@cta/conditions';

/** A rule of the table: the first one that fits an error names its condition. */
interface Rule {
  /** SQLSTATE, errno or OpenSSL's name, or the beginning of one: a class of them. */
  readonly codes: readonly string[];
  /** The system call that an errno is of, where it matters. */
  readonly syscall?: 'connect' | 'open' | 'read';
  readonly condition: ConditionName;
}

/** SQLSTATEs (PostgreSQL appendix A): a code before the class that it is in. */
const sqlstates: readonly Rule[] = [
  { codes: ['08', '57P01', '57P02', '57P03', '57P05', '25P03', '25P04'], condition: 'DATABASE_UNREACHABLE' },
  { codes: ['25006'], condition: 'DATABASE_READ_ONLY' },
  { codes: ['53300'], condition: 'DATABASE_CONNECTIONS_EXHAUSTED' },
  { codes: ['53'], condition: 'DATABASE_RESOURCES_EXHAUSTED' },
  { codes: ['40001', '40P01', '55P03'], condition: 'TRANSACTION_CONFLICT' },
  { codes: ['57014'], condition: 'STATEMENT_TIMEOUT' },
  { codes: ['28'], condition: 'DATABASE_LOGIN_REFUSED' },
  { codes: ['3D000', '3F000', '57P04'], condition: 'DATABASE_NOT_FOUND' },
  { codes: ['23'], condition: 'CONSTRAINT_VIOLATED' },
];

const errnos: readonly Rule[] = [
  {
    codes: [
      'ECONNREFUSED',
      'ECONNRESET',
      'ECONNABORTED',
      'ETIMEDOUT',
      'EPIPE',
      'EAI_',
      'ENOTFOUND',
      'EHOSTUNREACH',
      'EHOSTDOWN',
      'ENETUNREACH',
      'ENETDOWN',
      'EADDRNOTAVAIL',
    ],
    condition: 'DATABASE_UNREACHABLE',
  },
  // A Unix socket that a stopped server has taken away, or whose folder is closed; a firewall of this machine.
  { codes: ['ENOENT', 'EACCES', 'EPERM'], syscall: 'connect', condition: 'DATABASE_UNREACHABLE' },
  // The files that sslrootcert, sslcert and sslkey name: the only ones that a connection reads.
  { codes: ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'], syscall: 'open', condition: 'DATABASE_TLS_FAILED' },
  { codes: ['EISDIR'], syscall: 'read', condition: 'DATABASE_TLS_FAILED' },
];

/** What Node.js says of TLS: names of OpenSSL's results of verification (X509_V_ERR_*), and its own classes. */
const tlsErrors: readonly Rule[] = [
  {
    codes: [
      'CERT_',
      'CRL_',
      'UNABLE_TO_',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'ERROR_IN_',
      'INVALID_CA',
      'INVALID_PURPOSE',
      'PATH_LENGTH_EXCEEDED',
      'HOSTNAME_MISMATCH',
      'ERR_TLS_',
      'ERR_SSL_',
      'ERR_OSSL_',
      'EPROTO',
    ],
    condition: 'DATABASE_TLS_FAILED',
  },
];

const rules: readonly Rule[] = [...sqlstates, ...errnos, ...tlsErrors];

/** What `pg` says in plain Errors that have no code. */
const messages: readonly (readonly [message: RegExp, condition: ConditionName])[] = [
  [/^Connection terminated/, 'DATABASE_UNREACHABLE'],
  [/^timeout exceeded when trying to connect$/, 'DATABASE_UNREACHABLE'],
  [/^timeout expired$/, 'DATABASE_UNREACHABLE'],
  [/^Query read timeout$/, 'DATABASE_UNREACHABLE'],
  [/^Client has encountered a connection error and is not queryable$/, 'DATABASE_UNREACHABLE'],
  [/^Client was closed and is not queryable$/, 'DATABASE_UNREACHABLE'],
  // A server that cannot make a process for the connection says so before it has heard of TLS.
  [/^There was an error establishing an SSL connection$/, 'DATABASE_UNREACHABLE'],
  [/^The server does not support SSL connections$/, 'DATABASE_TLS_FAILED'],
  // No password is configured, or the server's answer does not prove that it knows it.
  [/^SASL: /, 'DATABASE_LOGIN_REFUSED'],
];

const sqlstate = /^[0-9A-Z]{5}$/;

/** @returns undefined where it is neither the server's, nor the network's, nor that of a secure connection */
export function conditionOfCode(code: string, syscall: unknown): ConditionName | undefined {
  const fits = (rule: Rule): boolean =>
    (rule.syscall === undefined || rule.syscall === syscall) && rule.codes.some((prefix) => code.startsWith(prefix));
  return rules.find(fits)?.condition ?? (sqlstate.test(code) ? 'DATABASE_ERROR' : undefined);
}

export function conditionOfMessage(text: string): ConditionName | undefined {
  return messages.find(([message]) => message.test(text))?.[1];
}
