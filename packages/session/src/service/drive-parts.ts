import type { DriveConfigOption, DriveName } from '@cta/catalogue';
import type { Clock } from '@cta/clock';
import type { Database } from '@cta/database';
import type { TapeLibrary } from '@cta/hardware';
import type { Logger, MetricRecorder, Outages } from '@cta/runtime';
import type { SessionEvents } from '../session-events.ts';
import type { SessionMetrics } from '../session-metrics.ts';
import type { BlameLimits } from '../machine/blame.ts';
import type { TimeBounds } from '../machine/time-bounds.ts';
import type { LastingEngine } from '../transfer/lasting-engine.ts';

/** Who the drive is in the archive. */
export interface DriveInstallation {
  readonly driveName: DriveName;
  /** Short host name of the tape server. */
  readonly host: string;
  readonly logicalLibrary: string;
  /** Position of the drive among the library's drives, from 0. */
  readonly libraryOrdinal: number;
  readonly device: string;
  readonly ctaVersion: string;
  readonly schedulerBackendName: string;
  /** The configuration in force, for DRIVE_CONFIG. */
  readonly driveConfig: readonly DriveConfigOption[];
}

/** How much one take or one flush is, in files and bytes: whichever is reached first. */
export interface BatchLimit {
  readonly files: number;
  readonly bytes: number;
}

export interface DriveOptions {
  readonly archiveFetch: BatchLimit;
  readonly archiveFlush: BatchLimit;
  readonly retrieveFetch: BatchLimit;
  /** What must be queued before a mount is worth it, unless a job has waited for long enough. */
  readonly mountCriteria: { readonly minFiles: number; readonly minBytes: number };
  readonly tapeLoadTimeoutMs: number;
  readonly desiredStatePollMs: number;
  readonly idlePollMs: number;
  /** How often a drive that is DOWN is asked how it is. */
  readonly downPollMs: number;
  readonly heartbeatMs: number;
  /** How long another process that serves this drive is given to be gone. */
  readonly takeoverWaitMs: number;
  /** How long a session goes on while a database is away. */
  readonly databaseOutageHoldMs: number;
  /** How long a stop waits for files and results before it hurries. */
  readonly stopGraceMs: number;
  /** How long each phase may last. */
  readonly timeBounds: TimeBounds;
  /** How much evidence it takes to put the drive down or to disable a tape. */
  readonly blame: BlameLimits;
  readonly logicalBlockProtection: boolean;
  /** Site and host for the user labels (UHL1). */
  readonly site: string;
}

/** What a running session has moved so far. */
export interface DriveSessionProgress {
  readonly files: number;
  readonly bytes: number;
}

/** Everything that the drive service works with. */
export interface DriveParts {
  readonly installation: DriveInstallation;
  readonly options: DriveOptions;
  readonly catalogueDb: Database;
  readonly schedulerDb: Database;
  readonly engine: LastingEngine;
  readonly library: TapeLibrary;
  readonly logger: Logger<SessionEvents>;
  readonly metrics: MetricRecorder<SessionMetrics>;
  readonly clock: Clock;
  readonly patiently: Patiently;
  /**
   * The same, and whatever else a database or the library is to blame for is waited for too: for what has to be done before
   * the drive can go on, and says nothing of the drive. In `starting`, what a person must put right is passed on.
   */
  readonly insistently: Patiently;
  /**
   * Looks for the devices that are configured, not for long; rejects with what a person must put right. Whatever else is
   * wrong with them shows again where they are used.
   */
  readonly findDevices: (signal: AbortSignal) => Promise<void>;
  /** What is lost now of what `patiently` keeps trying. */
  readonly outages: Pick<Outages, 'list'>;
}

export type DatabaseName = 'Catalogue' | 'SchedulerDB';

/** What a drive service keeps a connection to. */
export type Connection = DatabaseName | 'library' | 'drive';

/** Carries out an operation through lost connections, for as long as it takes; rejects with any other error at once. */
export type Patiently = <T>(connection: Connection, operation: () => Promise<T>, signal: AbortSignal) => Promise<T>;
