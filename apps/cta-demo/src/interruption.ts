import { ConditionError } from '@cta/conditions';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What one process of a shell that was interrupted by Ctrl-C ends with. */
export const interruptedStatus = 130;

/**
 * Listens, for the life of the process, to what can end the demo early: Ctrl-C and what else tells a program to stop, an
 * output that nobody reads any more, an error that nobody caught. None of them may end the process before the programs
 * that it started are stopped; once stopping has begun, what follows changes nothing.
 * @returns a signal that is aborted with SERVICE_STOPPING, or with the error that nobody caught
 */
export function listenToInterruption(): AbortSignal {
  const controller = new AbortController();
  const stop = (message: string): void => controller.abort(new ConditionError('SERVICE_STOPPING', { message }));
  for (const name of signals) process.on(name, stop);
  for (const output of [process.stdout, process.stderr]) output.on('error', ({ message }) => stop(message));
  process.on('uncaughtException', (error) => controller.abort(ConditionError.from(error)));
  return controller.signal;
}
