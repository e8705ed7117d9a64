import type { DriveName, Vid } from '@cta/catalogue';
import type { LabelRequestId } from '../identifiers.ts';
import type { ArchiveQueue, RetrieveQueue } from '../queues/queue-summary.ts';
import type { LiveMount, MountCriteria, MountTape } from './mount.ts';

/** All that a mount decision looks at. */
export interface MountSnapshot {
  /** Seconds since the epoch. */
  readonly now: number;
  readonly driveName: DriveName;
  readonly criteria: MountCriteria;
  /** Label requests that this drive may serve, oldest first. */
  readonly labels: readonly LabelCandidate[];
  readonly archiveQueues: readonly ArchiveQueue[];
  readonly retrieveQueues: readonly RetrieveQueue[];
  /** Mount policies as they are now, by name. */
  readonly policies: ReadonlyMap<string, MountPolicyValues>;
  /** Tapes of the drive's library that take more files, the one to fill next first. */
  readonly writableTapes: readonly CandidateTape[];
  /** Tapes of the drive's library that may be read. */
  readonly readableTapes: ReadonlyMap<Vid, CandidateTape>;
  /** Mounts that live now, in any drive. */
  readonly mounts: readonly LiveMount[];
}

/** A label request together with its tape. */
export interface LabelCandidate {
  readonly labelRequestId: LabelRequestId;
  readonly tape: CandidateTape;
  readonly force: boolean;
  readonly oldVid: Vid | undefined;
}

export interface MountPolicyValues {
  readonly archivePriority: number;
  /** Seconds. */
  readonly archiveMinRequestAge: number;
  readonly retrievePriority: number;
  /** Seconds. */
  readonly retrieveMinRequestAge: number;
}

/** A tape, with how many drives its virtual organization may use at once. 0: none. */
export interface CandidateTape extends MountTape {
  readonly readMaxDrives: number;
  readonly writeMaxDrives: number;
}
