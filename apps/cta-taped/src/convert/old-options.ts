import { bytesAndFiles, changerSlot, type Conversion, count, logLevel, seconds, text } from './old-values.ts';

/** An option of CTA's cta-taped.conf, and what becomes of it. */
export interface OldOption {
  readonly category: string;
  readonly key: string;
  readonly fate: OldOptionFate;
}

export type OldOptionFate =
  /** It has a counterpart: the keys of ours that get its value. */
  | { readonly type: 'becomes'; readonly keys: readonly string[]; readonly convert: Conversion; readonly note: string }
  /** It has none, and this is why. */
  | { readonly type: 'explained'; readonly note: string };

function becomes(category: string, key: string, keys: readonly string[], convert: Conversion, note = ''): OldOption {
  return { category, key, fate: { type: 'becomes', keys, convert, note } };
}

function explained(category: string, keys: readonly string[], note: string): readonly OldOption[] {
  return keys.map((key) => ({ category, key, fate: { type: 'explained', note } }));
}

const batch = (table: string): readonly string[] => [`${table}.bytes`, `${table}.files`];

/** Every option that CTA's drive service knows, in the order of its reference (taped: configuration). */
export const oldOptions: readonly OldOption[] = [
  becomes('taped', 'DriveName', ['drive.name'], text),
  becomes('taped', 'DriveLogicalLibrary', ['drive.logical_library'], text),
  becomes('taped', 'DriveDevice', ['drive.device'], text),
  becomes(
    'taped',
    'DriveControlPath',
    ['drive.library_ordinal'],
    changerSlot,
    'smcN becomes N; drives without a changer (dummy) are not served.',
  ),
  ...explained('general', ['InstanceName'], 'Name of the instance in lists: instance_name of cta-admin.'),
  becomes('general', 'SchedulerBackendName', ['scheduling.backend_name'], text),
  ...explained(
    'ObjectStore',
    ['BackendPath'],
    "CTA's own queues stay with CTA. The SchedulerDB is new: [scheduler] says where it is.",
  ),
  ...explained(
    'taped',
    ['CatalogueConfigFile'],
    'The login in that file becomes url of [catalogue]; its password belongs into a file of its own, password_file.',
  ),
  becomes('taped', 'LogMask', ['logging.level'], logLevel, 'EMERG to ERR become error, NOTICE becomes info.'),
  becomes(
    'taped',
    'LogFormat',
    ['logging.format'],
    (value) => (['default', 'kv', 'json'].includes(value) ? ['json'] : undefined),
    'Lines are JSON; "pretty" is for people who watch.',
  ),
  ...explained(
    'taped',
    ['BufferCount', 'BufferSizeBytes'],
    'Data go through one window of fixed size, which need not hold whole files: window in [transfer].',
  ),
  becomes('taped', 'ArchiveFetchBytesFiles', batch('archive.fetch'), bytesAndFiles),
  becomes('taped', 'RetrieveFetchBytesFiles', batch('retrieve.fetch'), bytesAndFiles),
  becomes('taped', 'ArchiveFlushBytesFiles', batch('archive.flush'), bytesAndFiles),
  ...explained(
    'taped',
    ['ArchiveDismountPolicy'],
    'A mount ends when its queue has nothing more to give; none is given up because its rate is low.',
  ),
  becomes('taped', 'MountCriteria', batch('scheduling.mount_criteria'), bytesAndFiles),
  becomes('taped', 'SchedulerNumberOfConnections', ['scheduler.max_connections'], count(2), 'At least 2.'),
  becomes('taped', 'NbDiskThreads', ['transfer.disk_workers'], count(1, 64), 'At most 64.'),
  ...explained(
    'taped',
    ['UseRAO', 'RAOLTOAlgorithm', 'RAOLTOAlgorithmOptions'],
    'Recommended access order is not used: files are retrieved in the order of the tape.',
  ),
  ...explained(
    'taped',
    ['UseEncryption', 'externalEncryptionKeyScript'],
    'Encryption by the drive is not supported: leave drives that serve encrypted tapes with CTA.',
  ),
  ...explained(
    'taped',
    ['externalFreeDiskSpaceScript'],
    'Free space of disk systems is not asked for: a file that does not fit fails and is tried again.',
  ),
  becomes('taped', 'TapeLoadTimeout', ['drive.load_timeout'], seconds),
  ...explained(
    'taped',
    ['RmcHost', 'RmcPort'],
    'There is no rmcd: the drive service asks the media changer itself, changer in [drive].',
  ),
  ...explained(
    'taped',
    ['RmcNetTimeout', 'RmcRequestAttempts'],
    'Waits for the library have bounds of their own: [library].',
  ),
  ...explained(
    'taped',
    ['TapeCacheMaxAgeSecs', 'RetrieveQueueCacheMaxAgeSecs'],
    'Nothing is cached: what a decision needs is read when it is made.',
  ),
  becomes('taped', 'WatchdogIdleSessionTimer', ['scheduling.idle_poll'], seconds),
  ...explained(
    'taped',
    ['WatchdogGetNextMountMaxSecs', 'WatchdogNoBlockMoveMaxSecs', 'WatchdogMountMaxSecs', 'WatchdogScheduleMaxSecs'],
    'Each phase of a session and each command to the drive has its bound: command_timeouts in [drive], and [watchdog].',
  ),
  ...explained(
    'taped',
    ['WatchdogCheckMaxSecs', 'WatchdogUnmountMaxSecs', 'WatchdogDrainMaxSecs', 'WatchdogShutdownMaxSecs'],
    'CTA never reads it. How long a stop waits is stop_grace in [scheduling].',
  ),
  ...explained(
    'taped',
    ['DaemonUserName', 'DaemonGroupName'],
    'User= and Group= of the unit; CTA does not use it any more either.',
  ),
  ...explained(
    'experimental',
    ['telemetryEnabled'],
    'Metrics are served to Prometheus where health_server is enabled.',
  ),
  ...explained(
    'telemetry',
    [
      'retainInstanceIdOnRestart',
      'metricsBackend',
      'metricsExportInterval',
      'metricsExportTimeout',
      'metricsOtlpEndpoint',
      'metricsOtlpAuthBasicUsername',
      'metricsOtlpAuthBasicPasswordFile',
      'metricsFileEndpoint',
    ],
    'Metrics are not pushed: Prometheus, or an OpenTelemetry collector, reads /metrics of [health_server].',
  ),
];
