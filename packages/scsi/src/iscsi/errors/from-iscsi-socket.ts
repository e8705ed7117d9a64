import { ConditionError } from '@cta/conditions';

/** System calls that come before there is a connection. */
const connectingCalls: ReadonlySet<string> = new Set(['connect', 'getaddrinfo']);

/** The one place where errors of a TCP socket to or from an iSCSI portal become conditions. */
export function fromIscsiSocket(error: unknown): ConditionError {
  if (error instanceof ConditionError) return error;
  if (error instanceof AggregateError && error.errors.length > 0) return fromIscsiSocket(error.errors[0]);
  if (!isSystemError(error)) return ConditionError.from(error);
  const { code, syscall, message } = error;
  const condition =
    syscall !== undefined && connectingCalls.has(syscall) ? 'TRANSPORT_UNREACHABLE' : 'TRANSPORT_CONNECTION_LOST';
  return new ConditionError(condition, { message, details: { errno: code }, cause: error });
}

function isSystemError(error: unknown): error is Error & { readonly code: string; readonly syscall?: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}
