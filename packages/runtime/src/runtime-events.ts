import { defineEvents } from './log/event.ts';

/** What a service logs of its own life and of what it is connected to. */
export const runtimeEvents = defineEvents({
  service_starting: {
    level: 'info',
    message: 'Service is starting',
    fields: { version: 'version of the product', node_version: 'version of Node.js' },
  },
  service_ready: { level: 'info', message: 'Service is ready' },
  configuration_reloaded: {
    level: 'info',
    message: 'Configuration file was read again; the new values of these keys are in force',
    fields: { keys: 'keys whose values have changed' },
  },
  configuration_pending: {
    level: 'warn',
    message: 'Changes of these keys are in force from the next start on',
    fields: { keys: 'keys whose values have changed in the file' },
  },
  configuration_refused: {
    level: 'error',
    message: 'Configuration file was read again and is refused; what was in force stays in force',
  },
  service_stopping: {
    level: 'info',
    message: 'Service was told to stop',
    fields: { reason: 'the signal that it got' },
  },
  service_hurrying: {
    level: 'warn',
    message: 'Service was told again to stop, and leaves undone what can be left',
    fields: { reason: 'the signal that it got' },
  },
  service_stopped: { level: 'info', message: 'Service has stopped' },
  service_failed: {
    level: 'error',
    message: 'Service exits',
    fields: { exit_status: 'exit status of the process' },
  },
  unforeseen_error: {
    level: 'error',
    message: 'An error that nobody foresaw reached the end of the program',
    fields: { origin: 'uncaughtException or unhandledRejection', exit_status: 'exit status of the process' },
  },
  connection_lost: {
    level: 'warn',
    message: 'Connection is lost; it is tried again until it is back',
    fields: { connection: 'what is connected to' },
  },
  connection_still_lost: {
    level: 'warn',
    message: 'Connection is still lost',
    fields: {
      connection: 'what is connected to',
      failures: 'failed attempts since it was lost',
      lost_for_s: 'seconds since it was lost',
    },
  },
  connection_back: {
    level: 'info',
    message: 'Connection is back',
    fields: {
      connection: 'what is connected to',
      failures: 'failed attempts while it was lost',
      lost_for_s: 'seconds that it was lost',
    },
  },
  connection_abandoned: {
    level: 'info',
    message: 'Connection that is lost is not needed any more',
    fields: {
      connection: 'what was connected to',
      failures: 'failed attempts while it was lost',
      lost_for_s: 'seconds that it was lost',
    },
  },
  metrics_incomplete: { level: 'warn', message: 'A metric could not be observed' },
  health_request_failed: {
    level: 'warn',
    message: 'A request to the health server failed',
    fields: { path: 'path of the request' },
  },
  systemd_not_notified: { level: 'warn', message: 'Systemd could not be notified' },
});

export type RuntimeEvents = typeof runtimeEvents;
