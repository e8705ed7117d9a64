import { aged, newborn } from '../machine/phase-age.ts';
import type { DriveParts } from './drive-parts.ts';

/** A phase that has a bound. */
export interface WatchedPhase {
  readonly longestMs: number;
  /** Whatever grows with each thing that is moved; constant where moving is not what the phase is for. */
  readonly moved: () => number;
  /** The phase has outlasted its bound. */
  readonly onOutlasted: () => void;
  /** It has gone on for as long again: what it does cannot be ended from within this process. */
  readonly onStuck: () => void;
}

/** A process that was stopped, or slept with its machine, has not worked for all that time. */
const mostTicksAtOnce = 2;

/** Watches how long a phase lasts, until the signal is aborted. Never rejects. */
export async function watchPhase(
  { clock, outages, options }: Pick<DriveParts, 'clock' | 'outages' | 'options'>,
  { longestMs, moved, onOutlasted, onStuck }: WatchedPhase,
  signal: AbortSignal,
): Promise<void> {
  const tickMs = options.heartbeatMs;
  const bounds = [
    { atMs: longestMs, act: onOutlasted },
    { atMs: 2 * longestMs, act: onStuck },
  ];
  let age = newborn;
  for (let last = clock.now(); bounds.length > 0; ) {
    try {
      await clock.sleep(tickMs, signal);
    } catch {
      return; // The phase has ended.
    }
    const now = clock.now();
    const elapsedMs = Math.min(now - last, mostTicksAtOnce * tickMs);
    last = now;
    age = aged(age, { elapsedMs, isConnectionLost: outages.list().length > 0, moved: moved() });
    while (bounds[0] !== undefined && age.countedMs >= bounds[0].atMs) bounds.shift()?.act();
  }
}
