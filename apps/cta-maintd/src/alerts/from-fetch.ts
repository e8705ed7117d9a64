import { ConditionError } from '@cta/conditions';

/** What a failed `fetch` means: the errno is at the end of its chain of causes. */
export function fromFetch(error: unknown, receiver: string): ConditionError {
  if (error instanceof ConditionError) return error;
  const why = errnoOf(error);
  return new ConditionError('ALERT_RECEIVER_UNREACHABLE', {
    message: `${receiver}: ${why}`,
    details: { receiver, reason: why },
    cause: error,
  });
}

function errnoOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause === undefined ? error.name : errnoOf(error.cause);
}
