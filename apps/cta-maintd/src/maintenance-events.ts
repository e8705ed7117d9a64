import { defineEvents } from '@cta/runtime';

/** What a maintenance service tells in its log. */
export const maintenanceEvents = defineEvents({
  routine_finished: {
    level: 'debug',
    message: 'Routine has run',
    fields: { routine: 'name of the routine', duration_ms: 'how long it took' },
  },
  routine_run_elsewhere: {
    level: 'debug',
    message: 'Routine is being run by another maintenance service',
    fields: { routine: 'name of the routine' },
  },
  routine_failed: {
    level: 'error',
    message: 'Routine failed; it runs again in the next cycle',
    fields: { routine: 'name of the routine' },
  },
  cycle_failed: {
    level: 'error',
    message: 'Routines could not be run; they are tried again in the next cycle',
    fields: { connection: 'what their locks are in: Catalogue or SchedulerDB' },
  },
  heartbeat_failed: {
    level: 'error',
    message: 'Catalogue could not be told that this service lives; it is told at the next heartbeat',
    fields: {},
  },
  dead_mount_requeued: {
    level: 'warn',
    message: 'Mount of a silent drive service has ended; its jobs are queued again',
    fields: {
      mount_id: 'the mount',
      drive: 'its drive',
      host: 'where its drive service ran',
      vid: 'its tape',
      jobs: 'jobs that were queued again',
    },
  },
  lost_tape_drained: {
    level: 'info',
    message: 'Queue of a tape that nobody reads any more was emptied',
    fields: {
      vid: 'the tape',
      state: 'its state',
      moved: 'jobs that will be read from other tapes',
      failed: 'jobs that failed, since no other copy can be read',
    },
  },
  reports_delivered: {
    level: 'info',
    message: 'Results were reported',
    fields: { kind: 'archive or retrieve', reports: 'how many' },
  },
  report_not_delivered: {
    level: 'warn',
    message: 'Result could not be reported',
    fields: {
      kind: 'archive or retrieve',
      request_id: 'the request',
      archive_file_id: 'its file',
      url: 'where it was to go',
    },
  },
  report_claims_released: {
    level: 'warn',
    message: 'Reports that a reporter claimed and never settled are due again',
    fields: { reports: 'how many' },
  },
  alert_delivered: {
    level: 'info',
    message: 'Alert was delivered',
    fields: {
      receiver: 'name of the receiver',
      subject: 'what the alert is about',
      change: 'raised or resolved',
      alert: 'names the alert',
    },
  },
  alerts_given_up: {
    level: 'error',
    message: 'Alerts that a receiver was never told of are too old and were deleted',
    fields: { alerts: 'how many' },
  },
  finished_deleted: {
    level: 'info',
    message: 'Finished requests and mounts were deleted',
    fields: { requests: 'how many requests', mounts: 'how many mounts' },
  },
});

export type MaintenanceEvents = typeof maintenanceEvents;
