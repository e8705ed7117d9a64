import { databaseSection } from '@cta/database';
import { type DriveTimeoutsMs, driveTimeoutsMs } from '@cta/hardware';
import { type DeepReadonly, duration, healthSection, loggingSection, reloadable, section, size, z } from '@cta/runtime';

const batch = (files: number, bytes: string, what: string) =>
  section({
    files: z.int().min(1).default(files).describe(`Most files ${what}.`),
    bytes: size().prefault(bytes).describe(`Most bytes ${what}.`),
  });

const commandTimeout = (kind: keyof DriveTimeoutsMs, what: string) =>
  duration()
    .prefault(`${driveTimeoutsMs[kind] / 60_000}min`)
    .describe(`Longest time that ${what} may take; one that takes longer is a drive that does not answer.`);

const limit = (count: number, what: string) => z.int().min(1).default(count).describe(`Number of ${what}.`);

/** What cta-taped's configuration file may say. One file and one process for each drive. */
export const configurationSchema = z.strictObject({
  drive: section({
    name: z.string().min(1).describe('Name of the drive in the Catalogue.'),
    logical_library: z.string().min(1).describe('Logical library that the drive belongs to.'),
    device: z.string().min(1).describe('The drive: a device node such as "/dev/nst0", or an iSCSI URL.'),
    changer: z.string().min(1).describe('The media changer: a device node such as "/dev/sg3", or an iSCSI URL.'),
    library_ordinal: z.int().min(0).describe("Position of the drive among the changer's drives, from 0."),
    takeover_wait: duration()
      .prefault('30s')
      .describe('How long another process that serves this drive is given to be gone.'),
    load_timeout: duration().prefault('5min').describe('How long a cartridge may take to become ready.'),
    logical_block_protection: z
      .boolean()
      .default(true)
      .describe('Whether CRC32C protection is used where drive and tape have it.'),
    site: z
      .string()
      .min(1)
      .max(8)
      .default('UNKNOWN')
      .describe('Site in the user labels on tape (UHL1), at most 8 characters.'),
    command_timeouts: section({
      inquire: commandTimeout('inquire', 'a question to the drive'),
      mode_select: commandTimeout('modeSelect', 'a change of modes'),
      read: commandTimeout('read', 'a READ'),
      write: commandTimeout('write', 'a WRITE'),
      write_filemarks: commandTimeout('writeFilemarks', 'a WRITE FILEMARKS, and so a flush'),
      position: commandTimeout('position', 'a LOCATE or SPACE'),
      rewind: commandTimeout('rewind', 'a REWIND'),
      unload: commandTimeout('unload', 'an UNLOAD'),
    }),
  }),
  library: section({
    ready_timeout: duration().prefault('5min').describe('How long a library that is busy or paused is waited for.'),
    release_timeout: duration().prefault('20s').describe('How long a drive may hold its cartridge after UNLOAD.'),
    verification_timeout: duration()
      .prefault('2min')
      .describe('How long the inventory may take to show a cartridge that was moved.'),
  }),
  iscsi: section({
    initiator_name: z
      .string()
      .startsWith('iqn.')
      .optional()
      .describe(
        'iSCSI name of this host, for devices that are reached so (RFC 7143 4.2.7); by default made of its host name.',
      ),
    connect_timeout: duration().prefault('10s').describe('Longest time of a connection and login to an iSCSI target.'),
  }),
  catalogue: databaseSection('cta_catalogue'),
  scheduler: databaseSection('cta_scheduler'),
  scheduling: section({
    backend_name: z.string().min(1).default('default').describe('Name of the scheduler backend that the drive serves.'),
    mount_criteria: reloadable(
      section({
        files: z.int().min(1).default(10_000).describe('Files with which a queue is worth a mount before it is old.'),
        bytes: size().prefault('50GB').describe('Bytes with which a queue is worth a mount before it is old.'),
      }),
    ),
    idle_poll: reloadable(duration().prefault('10s').describe('How often an idle drive asks for a mount.')),
    down_poll: reloadable(
      duration()
        .prefault('1min')
        .describe('How often a drive that is DOWN is asked how it is; nothing is moved by that.'),
    ),
    desired_state_poll: reloadable(
      duration().prefault('5s').describe('How often the wish of an operator is looked for.'),
    ),
    heartbeat: reloadable(
      duration().prefault('10s').describe('How often the service, and a running session, tell that they live.'),
    ),
    database_outage_hold: reloadable(
      duration()
        .prefault('15min')
        .describe(
          'How long a tape stays in the drive while a database is away; then it is put away, and results are held.',
        ),
    ),
    stop_grace: reloadable(
      duration().prefault('10min').describe('How long a stop waits for files and results before it hurries.'),
    ),
  }),
  blame: reloadable(
    section({
      drives_of_a_tape: limit(2, 'drives in which a tape failed since it last worked: it is disabled'),
      tapes_of_a_drive: limit(2, 'tapes that failed in a drive since it last worked: the drive goes DOWN'),
      faults_of_a_tape: limit(3, 'faults in a row of a tape, even in one drive: it is disabled'),
      faults_of_a_drive: limit(5, 'faults in a row of a drive, even with one tape: it goes DOWN'),
      unexplained_faults: limit(
        3,
        'unexplained faults of a drive without a success between them (resets, lost connections, errors of this program): it goes DOWN',
      ),
    }),
  ),
  watchdog: section({
    call_margin: duration()
      .prefault('2min')
      .describe('How much later than its bound a call to the drive may come back, before this process counts as hung.'),
    stall: duration()
      .prefault('1min')
      .describe('How long the thread that owns the drive may show no sign of life while it is in no call to it.'),
  }),
  archive: reloadable(
    section({
      fetch: batch(4000, '80GB', 'taken from the queue at once'),
      flush: batch(200, '32GB', 'written before a flush makes them durable'),
    }),
  ),
  retrieve: reloadable(section({ fetch: batch(4000, '80GB', 'taken from the queue at once') })),
  transfer: section({
    window: size().prefault('64MiB').describe('Memory in which data lies between disk and tape.'),
    disk_workers: z.int().min(1).max(64).default(2).describe('Threads that read and write disk files.'),
    stall_timeout: duration()
      .prefault('30min')
      .describe('How long a session may move nothing, besides the time of one command to the drive; then it ends.'),
    allowed_roots: z
      .array(z.string().startsWith('/'))
      .min(1)
      .default(['/'])
      .describe('Folders that local files may be read from and written to.'),
  }),
  health_server: healthSection,
  logging: loggingSection,
});

export type Configuration = DeepReadonly<z.output<typeof configurationSchema>>;
