import { ConditionError } from '@cta/conditions';

/** Waits for threads, until the limit is aborted: one that hangs in the kernel, in a file or a drive, does not end; then the process has to. */
export async function within(limit: AbortSignal, work: Promise<unknown> | undefined): Promise<void> {
  const expired = Promise.withResolvers<never>();
  const expire = () =>
    expired.reject(new ConditionError('UNFORESEEN_ERROR', { message: 'a thread of the transfer engine hangs' }));
  if (limit.aborted) expire();
  limit.addEventListener('abort', expire);
  try {
    await Promise.race([work, expired.promise]);
  } finally {
    limit.removeEventListener('abort', expire);
  }
}
