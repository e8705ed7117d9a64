import type { ConditionCode } from '@cta/conditions';
import type { DriveName, MountId, Vid } from '../identifiers.ts';

/** CTA's mount types (catalogue: 4.3). */
export type MountType = 'ARCHIVE_FOR_USER' | 'ARCHIVE_FOR_REPACK' | 'RETRIEVE' | 'LABEL' | 'ARCHIVE_ALL_TYPES';

/** The mount that a drive is in. */
export interface DriveMount {
  readonly mountId: MountId;
  readonly type: MountType;
  readonly vid: Vid;
  readonly tapePool: string;
  readonly vo: string;
  readonly activity?: string;
  readonly priority?: number;
}

/** Statuses of a drive that is in no mount. */
export type IdleStatus = 'DOWN' | 'UP' | 'PROBING' | 'SHUTDOWN';

/** Statuses of a drive that is in a mount; TRANSFERING [sic] has numbers besides. */
export type MountStatus = 'STARTING' | 'MOUNTING' | 'UNLOADING' | 'UNMOUNTING' | 'DRAININGTODISK';

/** CTA's drive statuses (catalogue: 4.2). */
export type DriveStatus = IdleStatus | MountStatus | 'TRANSFERING' | 'CLEANINGUP' | 'UNKNOWN';

/** What a drive service says of its session. CLEANINGUP without a mount leaves the mount that is on record. */
export type DriveStatusReport =
  | { readonly status: IdleStatus }
  | { readonly status: MountStatus; readonly mount: DriveMount }
  | { readonly status: 'TRANSFERING'; readonly mount: DriveMount; readonly files: number; readonly bytes: number }
  | { readonly status: 'CLEANINGUP'; readonly mount?: DriveMount };

/** What operators want of a drive. Down has a reason; its code is null where a person gave it. */
export type DesiredState =
  | { readonly state: 'UP' }
  | {
      readonly state: 'DOWN';
      readonly code: ConditionCode | null;
      readonly text: string;
      readonly actor: string;
      readonly since: Date;
      readonly forced: boolean;
    };

/** What a drive is used for, as its service last said; `since` is null where it never did. */
export type DriveSession = { readonly since: Date | null } & (
  | { readonly status: IdleStatus | 'UNKNOWN' }
  | { readonly status: MountStatus; readonly mount: DriveMount }
  | {
      readonly status: 'TRANSFERING';
      readonly mount: DriveMount;
      readonly files: bigint;
      readonly bytes: bigint;
      readonly elapsedSeconds: number;
    }
  | { readonly status: 'CLEANINGUP'; readonly mount: DriveMount | undefined }
);

/** One option of a drive service's configuration, as it was registered. */
export interface DriveConfigOption {
  readonly category: string;
  readonly key: string;
  readonly value: string;
  readonly source: string;
}

export interface Drive {
  readonly driveName: DriveName;
  readonly host: string;
  readonly logicalLibrary: string;
  readonly logicalLibraryDisabled: boolean;
  readonly physicalLibrary: string | null;
  readonly physicalLibraryDisabled: boolean;
  readonly devFileName: string | null;
  readonly rawLibrarySlot: string | null;
  readonly ctaVersion: string | null;
  /** Of the scheduler that this drive works for; null where it never said. */
  readonly schedulerBackendName: string | null;
  readonly desired: DesiredState;
  readonly session: DriveSession;
  readonly comment: string | null;
  readonly lastUpdated: Date | null;
}
