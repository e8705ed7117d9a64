import { defineEvents } from '@cta/runtime';

/** What a drive service tells in its log. Context (drive, mount_id, vid) is added by the logger that is passed down. */
export const sessionEvents = defineEvents({
  drive_phase_changed: {
    level: 'debug',
    message: 'Drive service entered a phase',
    fields: { from: 'phase that was left', to: 'phase that was entered', because: 'event that led to it' },
  },
  drive_ready: {
    level: 'info',
    message: 'Drive answers',
    fields: {
      vendor: 'of the drive',
      product: 'of the drive',
      revision: 'of its firmware',
      serial: 'unit serial number',
    },
  },
  drive_put_down: { level: 'error', message: 'Drive put DOWN' },
  drive_down_already: { level: 'warn', message: 'Drive is DOWN already; its reason stays, and this is in its history' },
  drive_desired_state_seen: {
    level: 'info',
    message: 'Operator wants another state of the drive',
    fields: { desired: 'up or down', forced: 'whether a session is interrupted' },
  },
  stop_grace_over: {
    level: 'warn',
    message: 'The stop has lasted for stop_grace; the service hurries',
    fields: { grace_s: 'how long it was', phase: 'that the drive was in' },
  },
  leave_wanted: { level: 'info', message: 'Service was told to stop once it does nothing with a tape' },
  drive_entered_anew: {
    level: 'warn',
    message: 'Drive was removed from the Catalogue while its service runs; it is entered anew, DOWN',
  },
  activity_failed: {
    level: 'error',
    message: 'Activity of the drive failed',
    fields: { phase: 'that the drive was in' },
  },
  phase_stuck: {
    level: 'error',
    message: 'Drive service cannot end what it does; only a new process can go on',
    fields: { phase: 'that the drive is in' },
  },
  tape_worker_hung: {
    level: 'error',
    message: 'The thread that owns the drive hangs; systemd is told nothing more until it goes on',
    fields: { phase: 'that the drive was in' },
  },
  tape_alert_detected: {
    level: 'warn',
    message: 'Drive raised a TapeAlert flag',
    fields: { tape_alert: 'number of the flag' },
  },
  drive_not_asked: {
    level: 'warn',
    message: 'Drive did not tell its state and TapeAlert flags',
  },
  library_waited_for: { level: 'warn', message: 'Library is busy or changed; the command is tried again for a while' },
  mount_granted: {
    level: 'info',
    message: 'Mount granted',
    fields: { mount_type: "CTA's mount type", tape_pool: 'pool of the tape', logical_library: 'library of the tape' },
  },
  mount_decision_failed: { level: 'error', message: 'No mount could be decided' },
  mount_ended: { level: 'info', message: 'Mount has ended' },
  mount_empty: { level: 'info', message: 'Nothing left to do for this mount; the tape was not moved' },
  tape_mounted: {
    level: 'info',
    message: 'Tape mounted and drive ready',
    fields: { seconds: 'from the slot to ready' },
  },
  tape_unmounted: { level: 'info', message: 'Tape is back in its slot', fields: { seconds: 'from unload to home' } },
  tape_disabled: { level: 'error', message: 'Tape disabled' },
  retrieves_moved: {
    level: 'info',
    message: 'Retrieves that waited for this tape go on from other copies',
    fields: { jobs: 'number' },
  },
  tape_full: { level: 'info', message: 'Tape is full' },
  tape_labelled: { level: 'info', message: 'Tape labelled' },
  label_failed: { level: 'error', message: 'Tape could not be labelled' },
  jobs_taken: {
    level: 'debug',
    message: 'Jobs taken from the queue',
    fields: { jobs: 'number', bytes: 'to be moved' },
  },
  jobs_not_taken: { level: 'error', message: 'No more jobs could be taken; the session ends with what it has' },
  report_failed: { level: 'error', message: 'Something that happened could not be told to a database' },
  copies_found_recorded: {
    level: 'info',
    message: 'Copies are in the Catalogue already and are not written again',
    fields: { jobs: 'number' },
  },
  files_archived: {
    level: 'info',
    message: 'Files are on tape and in the Catalogue',
    fields: { files: 'number', bytes: 'of data', first_fseq: 'of the batch', last_fseq: 'of the batch' },
  },
  files_retrieved: { level: 'info', message: 'Files retrieved', fields: { files: 'number', bytes: 'of data' } },
  job_failed: {
    level: 'error',
    message: 'Job failed',
    fields: { job_id: 'in the SchedulerDB', archive_file_id: 'of the file', url: 'source or destination' },
  },
  results_lost: {
    level: 'error',
    message: 'Results of this session can no longer be reported; its jobs will be done again',
    fields: { files: 'number' },
  },
  outage_outlasts_session: {
    level: 'warn',
    message: 'A database is away for so long that the tape is put away; results are held until it is back',
    fields: { connection: 'the database', since: 'when it was lost' },
  },
  session_finished: {
    level: 'info',
    message: 'Tape session finished',
    fields: {
      mount_type: "CTA's mount type",
      files: 'moved',
      bytes: 'moved',
      transfer_seconds: 'from the first block to the last',
      mb_per_second: 'payload over transfer time',
    },
  },
  cartridge_recovered: {
    level: 'warn',
    message: 'A cartridge was found in the drive and put away',
    fields: { vid: 'on the bar code' },
  },
  mount_of_the_past_found: {
    level: 'info',
    message: 'A mount that an earlier process had left was found; it is brought to its end',
    fields: { mount_id: 'of the past', vid: 'of its tape' },
  },
  mount_of_the_past_ended: {
    level: 'warn',
    message: 'A mount that an earlier process had left was ended; its jobs are queued again',
    fields: { mount_id: 'of the past', vid: 'of its tape' },
  },
});

export type SessionEvents = typeof sessionEvents;
