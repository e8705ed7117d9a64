import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { ConditionError } from '@cta/conditions';

export interface WaitBounds {
  /** What is waited for, as an error names it. */
  readonly what: string;
  readonly timeoutMs: number;
  readonly pollMs: number;
  readonly signal: AbortSignal;
}

/**
 * Asks again and again until there is an answer.
 * @throws PROGRESS_STALLED where there is none in time
 */
export async function waitUntil<T>(
  ask: () => T | undefined | Promise<T | undefined>,
  { what, timeoutMs, pollMs, signal }: WaitBounds,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) {
      throw new ConditionError('PROGRESS_STALLED', { message: `waited ${timeoutMs / 1000} s for ${what}` });
    }
    await pause(pollMs, signal);
  }
}

/** @throws the signal's reason as soon as it is aborted */
export async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(durationMs, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

/** Resolves once the signal is aborted. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
