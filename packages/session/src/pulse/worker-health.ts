import type { DriveCall, PulseReading } from './tape-pulse.ts';

export interface PulseLimits {
  /** How much later than its bound a call may come back: transports have their own recovery after a time-out. */
  readonly callMarginMs: number;
  /** How long the worker may do neither a step nor a turn of its event loop while it is in no call. */
  readonly stallMs: number;
  /** Longest time between two looks while this process runs. */
  readonly lookMs: number;
}

/** The last look at the tape worker, and since when it has shown the same. */
export interface Sighting {
  readonly reading: PulseReading;
  readonly atMs: number;
  /** Since when it is in its last step. */
  readonly steppedMs: number;
  /** When its event loop was last seen to have come round. */
  readonly turnedMs: number;
}

export type WorkerHealth =
  | { readonly state: 'healthy' }
  /** `call` is what it hangs in; where it is in none, it does nothing at all. */
  | { readonly state: 'hung'; readonly call: DriveCall | undefined; readonly forMs: number };

/** A further look; time in which this process did not run, because it was stopped or the machine slept, does not count. */
export function sighted(
  before: Sighting | undefined,
  reading: PulseReading,
  nowMs: number,
  { lookMs }: Pick<PulseLimits, 'lookMs'>,
): Sighting {
  if (before === undefined) return { reading, atMs: nowMs, steppedMs: nowMs, turnedMs: nowMs };
  const missedMs = Math.max(0, nowMs - before.atMs - lookMs);
  return {
    reading,
    atMs: nowMs,
    steppedMs: reading.step === before.reading.step ? before.steppedMs + missedMs : nowMs,
    turnedMs: reading.turns === before.reading.turns ? before.turnedMs + missedMs : nowMs,
  };
}

/** Whether the tape worker makes progress, or is in a call that may take as long. Waiting for blocks is progress: its loop turns. */
export function healthOf({ reading, atMs, steppedMs, turnedMs }: Sighting, limits: PulseLimits): WorkerHealth {
  const { call } = reading;
  const forMs = atMs - (call === undefined ? Math.max(steppedMs, turnedMs) : steppedMs);
  const longestMs = call === undefined ? limits.stallMs : call.boundMs + limits.callMarginMs;
  return forMs <= longestMs ? { state: 'healthy' } : { state: 'hung', call: call?.name, forMs };
}
