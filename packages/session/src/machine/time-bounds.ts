import { ConditionError } from '@cta/conditions';
import type { Phase } from './state.ts';

/** How long a phase may last. */
export type TimeBound =
  /** Hardware is at work, each step with a bound of its own; together they take no longer than this. */
  | { readonly kind: 'work'; readonly longestMs: number }
  /** Lasts while there is something to do; this long without moving anything is too long. */
  | { readonly kind: 'progress'; readonly longestMs: number }
  /** Waits for others, for as long as that takes; it is told at once what operators and systemd want. */
  | { readonly kind: 'waits'; readonly waitsFor: 'databases' | 'operator' | 'mount' | 'nothing' };

export type TimeBounds = { readonly [P in Phase]: TimeBound };

/** The longest that each kind of step may take, as configured. All in milliseconds. */
export interface StepTimes {
  /** The drive is reached and made ready for use. */
  readonly openMs: number;
  /** A question to the drive. */
  readonly inquireMs: number;
  readonly unloadMs: number;
  /** A cartridge that was put into the drive becomes ready. */
  readonly loadMs: number;
  /** The longest of all commands to the drive. */
  readonly driveCommandMs: number;
  /** The library tells its inventory, and is waited for meanwhile. */
  readonly inventoryMs: number;
  /** The library moves a cartridge, and shows that it did. */
  readonly moveMs: number;
  /** A session moves nothing and the drive has no command. */
  readonly stallMs: number;
}

/** A command that met a unit attention is sent again; and between steps there is some work, too. */
const margin = 2;

/** Questions by which the drive is looked at: its identity, its readiness, its alerts, its modes. */
const questionsOfALook = 4;

/** The bound of each phase: the sum of what its steps may take. */
export function timeBounds(times: StepTimes): TimeBounds {
  const look = questionsOfALook * times.inquireMs;
  const putAway = times.unloadMs + times.moveMs;
  const work = (sumMs: number): TimeBound => ({ kind: 'work', longestMs: margin * sumMs });
  return {
    starting: { kind: 'waits', waitsFor: 'databases' },
    recovering: work(times.inventoryMs + times.openMs + 2 * look + putAway),
    down: { kind: 'waits', waitsFor: 'operator' },
    probing: work(times.openMs + look + times.inventoryMs),
    idle: { kind: 'waits', waitsFor: 'mount' },
    mounting: work(times.moveMs + times.loadMs),
    transferring: { kind: 'progress', longestMs: times.stallMs + times.driveCommandMs },
    // Looked at before the tape is unloaded and after it.
    unmounting: work(2 * look + putAway),
    cleaning: work(2 * look + putAway),
    stopped: { kind: 'waits', waitsFor: 'nothing' },
  };
}

/** How long a stop may take once it was told to hurry: what is under way ends, fails, and is cleaned up after. */
export function longestHurriedStopMs(bounds: TimeBounds): number {
  const { mounting, transferring, unmounting, cleaning, recovering } = bounds;
  const beforeUnmounting = Math.max(lengthOf(mounting), lengthOf(transferring));
  return Math.max(lengthOf(recovering), beforeUnmounting + lengthOf(unmounting) + lengthOf(cleaning));
}

function lengthOf(bound: TimeBound): number {
  return bound.kind === 'waits' ? 0 : bound.longestMs;
}

/** What a phase that outlasts its bound fails with. */
export function outlasted(phase: Phase, longestMs: number): ConditionError {
  const seconds = Math.round(longestMs / 1000);
  const details = { phase, longest_s: seconds };
  if (phase === 'transferring') {
    return new ConditionError('TRANSFER_STALLED', { message: `nothing was moved for ${seconds} s`, details });
  }
  return new ConditionError('PHASE_OUTLASTED', { message: `${phase} for more than ${seconds} s`, details });
}
