import { SecretFile } from '@cta/runtime';
import { changerTimeoutsMs, type DriveTimeoutsMs } from '@cta/hardware';
import {
  callBoundsMs,
  type DriveInstallation,
  type DriveOptions,
  longestHurriedStopMs,
  type StepTimes,
  timeBounds,
} from '@cta/session';
import type { Configuration } from './configuration.ts';

/** Who this process is, as nobody can configure it. */
type Identity = Pick<DriveInstallation, 'driveName' | 'host' | 'ctaVersion'>;

/** The drive as the Catalogue is to know it. */
export function installationOf(configuration: Configuration, identity: Identity): DriveInstallation {
  const { drive, scheduling } = configuration;
  return {
    ...identity,
    logicalLibrary: drive.logical_library,
    libraryOrdinal: drive.library_ordinal,
    device: drive.device,
    schedulerBackendName: scheduling.backend_name,
    driveConfig: driveConfigOf(configuration),
  };
}

/** Every key of the configuration, as operators see it in the Catalogue: sizes in bytes, times in milliseconds. */
function driveConfigOf(configuration: Configuration): DriveInstallation['driveConfig'] {
  return Object.entries(configuration).flatMap(([category, section]) =>
    flattened(section).map(([key, value]) => ({
      category,
      key: `${category}.${key}`,
      value,
      source: 'configuration file',
    })),
  );
}

function flattened(section: object, prefix = ''): readonly (readonly [key: string, value: string])[] {
  return Object.entries(section).flatMap(([key, value]: [string, unknown]) => {
    const isTable =
      typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof SecretFile);
    if (isTable) return flattened(value, `${prefix}${key}.`);
    return [[`${prefix}${key}`, textOf(value)] as const];
  });
}

function textOf(value: unknown): string {
  if (value instanceof SecretFile) return value.path;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** How the drive service goes about its work. */
export function optionsOf(configuration: Configuration): DriveOptions {
  const { drive, scheduling, blame, archive, retrieve } = configuration;
  return {
    timeBounds: timeBounds(stepTimesOf(configuration)),
    archiveFetch: archive.fetch,
    archiveFlush: archive.flush,
    retrieveFetch: retrieve.fetch,
    mountCriteria: { minFiles: scheduling.mount_criteria.files, minBytes: scheduling.mount_criteria.bytes },
    tapeLoadTimeoutMs: drive.load_timeout,
    desiredStatePollMs: scheduling.desired_state_poll,
    idlePollMs: scheduling.idle_poll,
    downPollMs: scheduling.down_poll,
    heartbeatMs: scheduling.heartbeat,
    takeoverWaitMs: drive.takeover_wait,
    databaseOutageHoldMs: scheduling.database_outage_hold,
    stopGraceMs: scheduling.stop_grace,
    blame: {
      drivesOfATape: blame.drives_of_a_tape,
      tapesOfADrive: blame.tapes_of_a_drive,
      faultsOfATape: blame.faults_of_a_tape,
      faultsOfADrive: blame.faults_of_a_drive,
      unexplainedFaults: blame.unexplained_faults,
    },
    logicalBlockProtection: drive.logical_block_protection,
    site: drive.site,
  };
}

/** How long a stop may take, if all that is under way takes its longest and fails. */
export function longestStopMs({ stopGraceMs, timeBounds: bounds }: DriveOptions): number {
  return stopGraceMs + longestHurriedStopMs(bounds);
}

/** The longest that each step may take, by what bounds its commands and waits. */
function stepTimesOf({ drive, library, iscsi, transfer }: Configuration): StepTimes {
  const { command_timeouts: commands } = drive;
  const inventoryMs = library.ready_timeout + changerTimeoutsMs.inquire;
  return {
    openMs: callBoundsMs(timeoutsOf(drive), iscsi.connect_timeout).open,
    inquireMs: commands.inquire,
    unloadMs: commands.unload,
    loadMs: drive.load_timeout,
    driveCommandMs: Math.max(...Object.values(commands)),
    inventoryMs,
    moveMs: inventoryMs + library.release_timeout + changerTimeoutsMs.move + library.verification_timeout,
    stallMs: transfer.stall_timeout,
  };
}

/** Bounds on the commands to the drive. */
export function timeoutsOf({ command_timeouts: configured }: Configuration['drive']): DriveTimeoutsMs {
  const { mode_select: modeSelect, write_filemarks: writeFilemarks, ...others } = configured;
  return { ...others, modeSelect, writeFilemarks };
}
