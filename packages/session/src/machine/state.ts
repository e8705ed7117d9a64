import type { ConditionError } from '@cta/conditions';
import type { Mount } from '@cta/scheduler';

/** What operators want of the drive, as the Catalogue says (DRIVE_STATE.DESIRED_UP). */
export type Desired = 'up' | 'down';

/** Whether the service has been told to stop; `hurried` gives up what cannot end soon. */
export type Stopping = 'no' | 'asked' | 'hurried';

/** What holds in every phase. */
interface Standing {
  readonly desired: Desired;
  readonly stopping: Stopping;
}

/**
 * State of the drive service. In each phase exactly one activity runs, the one that the phase is named after; `stopped` has
 * none. A phase with a mount may have a cartridge on its way or in the drive.
 */
export type DriveState = Standing &
  (
    | { readonly phase: 'starting' | 'recovering' | 'down' | 'probing' | 'idle' | 'stopped' }
    | { readonly phase: 'mounting' | 'transferring' | 'unmounting'; readonly mount: Mount }
    | { readonly phase: 'cleaning'; readonly mount: Mount; readonly fault: ConditionError }
  );

export type Phase = DriveState['phase'];

export type StateIn<P extends Phase> = DriveState & { readonly phase: P };

/** What happens to the drive service: the end of the running activity, an operator's wish, or a stop. */
export type DriveEvent =
  /** `starting` has reached the databases and registered the drive; `interrupted`: an earlier process has left a mount of it. */
  | { readonly type: 'registered'; readonly desired: Desired; readonly interrupted: boolean }
  /** `recovering` has left the drive empty and its mount ended. */
  | { readonly type: 'recovered' }
  /** `probing` found the drive answering and empty. */
  | { readonly type: 'probed' }
  /** `probing` found a cartridge. */
  | { readonly type: 'cartridge-found' }
  /** `idle` was granted a mount. */
  | { readonly type: 'mount-granted'; readonly mount: Mount }
  /** `mounting` has a loaded cartridge. */
  | { readonly type: 'mounted' }
  /** `mounting` found that nothing is left to do for this mount; no cartridge was moved. */
  | { readonly type: 'mount-empty' }
  /** `transferring` came to its end: no more work, tape full, or stopped. */
  | { readonly type: 'transferred' }
  /** `unmounting` has the cartridge home and everything reported. */
  | { readonly type: 'unmounted' }
  /** `cleaning` has the cartridge home; `blamed` is what the drive is to be put down for, if it is. */
  | { readonly type: 'cleaned'; readonly blamed: ConditionError | undefined }
  /** The running activity failed. */
  | { readonly type: 'failed'; readonly error: ConditionError }
  /** The running activity ended because it was cancelled. */
  | { readonly type: 'cancelled' }
  | { readonly type: 'desired-up' }
  | { readonly type: 'desired-down'; readonly forced: boolean }
  | { readonly type: 'stop' }
  | { readonly type: 'hurry' };

export type DriveEventType = DriveEvent['type'];

export type EventOf<T extends DriveEventType> = DriveEvent & { readonly type: T };

/** What the interpreter does, in this order, before it takes the next event. */
export type DriveAction =
  /** Starts the activity of the phase that was entered. */
  | { readonly type: 'start' }
  /** Cancels the running activity; it answers with `cancelled`, or with what it came to all the same. */
  | { readonly type: 'cancel' }
  /** Ends the running transfer: after the current file, or at the next block. */
  | { readonly type: 'end-transfer'; readonly how: 'after-file' | 'now' }
  /** Puts the drive DOWN in the Catalogue with the error's code, unless it is DOWN already. */
  | { readonly type: 'put-down'; readonly error: ConditionError }
  /** Gives back a mount that was granted but will not be carried out. */
  | { readonly type: 'release-mount'; readonly mount: Mount };

export interface Step {
  readonly state: DriveState;
  readonly actions: readonly DriveAction[];
}

export const initialState: DriveState = Object.freeze({ phase: 'starting', desired: 'down', stopping: 'no' });
