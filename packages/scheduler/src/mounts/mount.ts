import type { DriveName, MountId, Vid } from '@cta/catalogue';
import type { LabelRequestId } from '../identifiers.ts';

/** CTA's names of what a mount is for. */
export type MountType = 'ARCHIVE_FOR_USER' | 'RETRIEVE' | 'LABEL';

/** A tape as a mount decision sees it: what it is, and whose. */
export interface MountTape {
  readonly vid: Vid;
  readonly tapePool: string;
  readonly vo: string;
  readonly logicalLibrary: string;
  readonly mediaType: string;
  readonly vendor: string;
  readonly capacityBytes: bigint;
  /** CTA's number of the label format; undefined where the tape has none yet. */
  readonly labelFormat: number | undefined;
  readonly lastFseq: bigint;
}

/** A mount that was decided: one stay of a tape in a drive for one purpose. It is live until `endMount`. */
export type Mount = MountTape & { readonly mountId: MountId } & MountPurpose;

export type MountPurpose = ArchivePurpose | RetrievePurpose | LabelPurpose;

export interface ArchivePurpose {
  readonly type: 'ARCHIVE_FOR_USER';
}

export interface RetrievePurpose {
  readonly type: 'RETRIEVE';
}

export interface LabelPurpose {
  readonly type: 'LABEL';
  readonly labelRequestId: LabelRequestId;
  /** Labels a tape that holds data or a foreign label. */
  readonly force: boolean;
  readonly oldVid: Vid | undefined;
}

/** The drive that a mount is decided for. */
export interface MountingDrive {
  readonly driveName: DriveName;
  readonly host: string;
  readonly logicalLibrary: string;
}

/** What a queue must hold to be worth a mount before it is old (CTA: MountCriteria). */
export interface MountCriteria {
  readonly minBytes: number;
  readonly minFiles: number;
}

/** A mount that lives now, in whatever drive. */
export interface LiveMount {
  readonly mountId: MountId;
  readonly type: MountType;
  readonly driveName: DriveName;
  readonly host: string;
  readonly logicalLibrary: string;
  readonly vid: Vid;
  readonly tapePool: string;
  readonly vo: string;
  /** Seconds since the epoch. */
  readonly startTime: number;
  /** When its drive service was last heard of, in seconds since the epoch. */
  readonly lastUpdateTime: number;
}
