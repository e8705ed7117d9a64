import { once } from 'node:events';
import { type Clock, systemClock } from '@cta/clock';
import { type ConditionError, type ConditionName, isCondition } from '@cta/conditions';
import { type BackOff, backOffMs, connectionBackOff } from './back-off.ts';
import type { Outages } from './outages.ts';
import { RetryPause } from './retry-pause.ts';

/**
 * Whether an error says that the connection is lost, and not that what was asked for is wrong. One that needs a person (a
 * condition that is not retryable, such as a refused login) is a loss only for who has reached the connection before.
 */
export type IsConnectionLoss = (error: ConditionError) => boolean;

/** A loss is any of the named conditions. */
export function connectionLoss(...names: readonly ConditionName[]): IsConnectionLoss {
  const losses: ReadonlySet<ConditionName> = new Set(names);
  return (error) => losses.has(error.condition);
}

export interface RetryOptions {
  /** What is connected to, in the log and in health: 'Catalogue'. */
  readonly connection: string;
  readonly isConnectionLoss: IsConnectionLoss;
  /** What else is waited for as if the connection were lost, whether or not it was ever reached; by default nothing. */
  readonly isWaitedFor?: IsConnectionLoss;
  /** Where the loss is kept and logged. */
  readonly outages: Outages;
  /** Gives up with the signal's reason. */
  readonly signal: AbortSignal;
  /**
   * How long an attempt that is under way may still take once the signal is aborted; then it is left to itself, and nobody
   * hears what becomes of it. By default its end is waited for.
   */
  readonly abandonAfterMs?: number;
  /** Told of every failed attempt before the wait that follows it. */
  readonly onOutage?: (error: ConditionError) => void;
  readonly clock?: Clock;
  readonly backOff?: BackOff;
  readonly random?: () => number;
}

/**
 * Does `operation` again and again while its connection is lost, for as long as it takes. Every other error is passed
 * on at once, and so is a loss that does not pass by itself as long as nothing was ever had of the connection: what is
 * configured may be wrong. Later somebody is changing something, and what is held must not be lost by that.
 *
 * The operation must be one that may be done twice, and must bound its own time.
 */
export async function retryConnection<T>(
  operation: (signal: AbortSignal) => Promise<T>,
  options: RetryOptions,
): Promise<T> {
  const { connection, isConnectionLoss, isWaitedFor = () => false, outages, signal, onOutage } = options;
  const { clock = systemClock, backOff = connectionBackOff, random = Math.random } = options;
  const pause = new RetryPause(clock);
  try {
    for (let failures = 1; ; failures += 1) {
      signal.throwIfAborted();
      const begunMs = clock.now();
      try {
        const result = await attempt(operation, { ...options, clock });
        outages.succeeded(connection, pause);
        return result;
      } catch (error) {
        if (!isCondition(error)) throw error;
        const isLoss = isConnectionLoss(error) && (error.retryable || outages.wasReached(connection));
        if (!isLoss && !isWaitedFor(error)) throw error;
        outages.failed(connection, error, { operation: pause, begunMs, wake: () => pause.end() });
        onOutage?.(error);
      }
      await pause.last(backOffMs(backOff, failures, random()), signal);
    }
  } finally {
    outages.gaveUp(connection, pause);
  }
}

type AttemptOptions = Pick<RetryOptions, 'signal' | 'abandonAfterMs'> & { readonly clock: Clock };

async function attempt<T>(
  operation: (signal: AbortSignal) => Promise<T>,
  { signal, abandonAfterMs, clock }: AttemptOptions,
): Promise<T> {
  if (abandonAfterMs === undefined) return operation(signal);
  const over = new AbortController();
  const abandoned = async (): Promise<never> => {
    if (!signal.aborted) await once(signal, 'abort', { signal: over.signal });
    await clock.sleep(abandonAfterMs, over.signal);
    throw signal.reason;
  };
  try {
    return await Promise.race([operation(signal), abandoned()]);
  } finally {
    over.abort();
  }
}
