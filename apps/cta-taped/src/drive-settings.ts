import type { DriveInstallation, DriveOptions } from '@cta/session';
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
  };
}

/** How the drive service goes about its work. */
export function optionsOf({ drive, scheduling, archive, retrieve }: Configuration): DriveOptions {
  return {
    archiveFetch: archive.fetch,
    archiveFlush: archive.flush,
    retrieveFetch: retrieve.fetch,
    mountCriteria: { minFiles: scheduling.mount_criteria.files, minBytes: scheduling.mount_criteria.bytes },
    tapeLoadTimeoutMs: drive.load_timeout,
    desiredStatePollMs: scheduling.desired_state_poll,
    idlePollMs: scheduling.idle_poll,
    heartbeatMs: scheduling.heartbeat,
    stopGraceMs: scheduling.stop_grace,
    logicalBlockProtection: drive.logical_block_protection,
    site: drive.site,
  };
}
