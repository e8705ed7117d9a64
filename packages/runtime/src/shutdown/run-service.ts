import { ConditionError } from '@cta/conditions';
import { version } from '../identity/version.ts';
import type { Logger } from '../log/event.ts';
import type { RuntimeEvents } from '../runtime-events.ts';
import { notifySystemd, type SystemdNotification, watchdogIntervalMs } from '../systemd/notify.ts';
import { Watchdog } from '../watchdog/watchdog.ts';
import { exitStatuses, exitStatusOf, isStop } from './exit-status.ts';
import { Shutdown } from './shutdown.ts';

/** What a service's main part is given to live with. */
export interface ServiceLife {
  readonly shutdown: Shutdown;
  /** To be called once all that the service needs is there: logs it and tells systemd. */
  announceReady(): void;
  /** Tells systemd; a manager that cannot be told is logged and does not end the service. */
  notify(notification: SystemdNotification): void;
  /** How long a stop may take: asked as one begins, and told to systemd, which else kills what outlasts its unit's time. */
  stopMayTake(longestMs: () => number): void;
  /** What must be well, besides the main loop, for systemd to be told that the service lives. */
  readonly watchdog: Pick<Watchdog, 'watch' | 'intervalMs'>;
}

/**
 * Runs the main part of a service and exits the process: with 0 where it was told to stop or has come to its end, else
 * with the status of what ended it (`exitStatuses`). An error that nobody caught is logged in full, and ends the process
 * too: what it left behind cannot be trusted, while a restart is always safe.
 */
export async function runService(
  logger: Logger<RuntimeEvents>,
  main: (life: ServiceLife) => Promise<void>,
): Promise<never> {
  process.on('uncaughtException', (error, origin) => exitUnforeseen(logger, error, origin));
  // Tools that rotate logs send it; ours go to standard output, and Node.js would open its debugger.
  process.on('SIGUSR1', () => {});
  logger.emit('service_starting', { version, node_version: process.version });
  const shutdown = new Shutdown({ logger });
  const notify = systemdNotifier(logger);
  let longestStopMs: (() => number) | undefined;
  const stopMayTake: ServiceLife['stopMayTake'] = (longestMs) => {
    longestStopMs = longestMs;
  };
  const tellStop = (): void => notify({ state: 'stopping', ...(longestStopMs && { mayTakeMs: longestStopMs() }) });
  shutdown.signal.addEventListener('abort', tellStop, { once: true });
  using watchdog = new Watchdog({ intervalMs: watchdogIntervalMs(), feed: () => notify({ state: 'watchdog' }) });
  const announceReady = (): void => {
    logger.emit('service_ready');
    notify({ state: 'ready' });
  };
  const life: ServiceLife = { shutdown, announceReady, notify, stopMayTake, watchdog };
  return process.exit(await exitStatusAfter(logger, () => main(life)));
}

async function exitStatusAfter(logger: Logger<RuntimeEvents>, main: () => Promise<void>): Promise<number> {
  try {
    await main();
  } catch (error) {
    if (!isStop(error)) {
      const exitStatus = exitStatusOf(error);
      logger.emit('service_failed', { exit_status: exitStatus }, error);
      return exitStatus;
    }
  }
  logger.emit('service_stopped');
  return 0;
}

/** Tells systemd; that it cannot be told is said once, until it can. */
function systemdNotifier(logger: Logger<RuntimeEvents>): ServiceLife['notify'] {
  let isDeaf = false;
  return (notification) => {
    try {
      notifySystemd(notification);
      isDeaf = false;
    } catch (error) {
      if (!isDeaf) logger.emit('systemd_not_notified', {}, error);
      isDeaf = true;
    }
  };
}

function exitUnforeseen(logger: Logger<RuntimeEvents>, cause: Error, origin: string): never {
  const exitStatus = exitStatuses.UNFORESEEN_ERROR;
  const error = new ConditionError('UNFORESEEN_ERROR', { message: cause.message, cause });
  logger.emit('unforeseen_error', { origin, exit_status: exitStatus }, error);
  return process.exit(exitStatus);
}
