import type { DriveSession } from '@cta/catalogue';
import type { DriveEvent, Phase, StateIn } from '../machine/state.ts';
import type { MountSession } from '../mount/mount-session.ts';
import type { DriveGuard } from './drive-guard.ts';
import type { DriveParts } from './drive-parts.ts';
import type { DriveRecord } from './drive-record.ts';
import type { GivenUp } from './giving-up.ts';
import type { HardwareWatch } from './hardware-watch.ts';
import type { MountPace } from './mount-pace.ts';

/** What activities share. In a phase with a mount, the logger of the parts carries that mount's context and no other. */
export interface ActivityContext {
  readonly parts: DriveParts;
  readonly record: DriveRecord;
  readonly sessions: SessionHolder;
  readonly pace: MountPace;
  readonly guard: DriveGuard;
  /** To be called once this process is the one that serves the drive. */
  readonly onServing: () => void;
  readonly hardware: HardwareWatch;
  /** What a session waits for of a database it waits for until then, also where its activity was cancelled before. */
  readonly givenUp: GivenUp;
}

/** Holds the session of the mount that is being carried out, from phase to phase. */
export interface SessionHolder {
  current: MountSession | undefined;
  /** Whether the mount's cartridge has left its slot. */
  cartridge: 'home' | 'away';
  /** The session that an earlier process was in when it ended, where it did not come to the end of it. */
  interrupted: DriveSession | undefined;
}

export type ActivePhase = Exclude<Phase, 'stopped'>;

/**
 * The one thing that is done in a phase. Resolves with how it ended; rejects with what went wrong, or with the signal's
 * reason where it was cancelled.
 */
export type Activity<P extends ActivePhase> = (
  context: ActivityContext,
  state: StateIn<P>,
  signal: AbortSignal,
) => Promise<DriveEvent>;

export type Activities = { readonly [P in ActivePhase]: Activity<P> };
