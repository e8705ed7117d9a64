import type { Connection, DriveParts } from './drive-parts.ts';

/** Carries out what must not be left undone: where the signal was aborted before, there is one attempt all the same. */
export async function tryAtLeastOnce<T>(
  { patiently }: Pick<DriveParts, 'patiently'>,
  connection: Connection,
  operation: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  if (!signal.aborted) return patiently(connection, operation, signal);
  const only = new AbortController();
  const tryOnce = (): Promise<T> => {
    // From now on the attempt has its last time, and none follows.
    only.abort(signal.reason);
    return operation();
  };
  return patiently(connection, tryOnce, only.signal);
}
