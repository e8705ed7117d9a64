import { ConditionError } from '@cta/conditions';
import { sendDatagram } from './datagram.ts';

/** What systemd can be told (sd_notify(3)). */
export interface SystemdNotification {
  readonly state?: 'ready' | 'reloading' | 'stopping' | 'watchdog';
  /** One line for people, in `systemctl status`. */
  readonly status?: string;
  /** How long what is under way may still take, where that is longer than the unit allows. */
  readonly mayTakeMs?: number;
}

/**
 * Tells systemd about this service; does nothing where no service manager listens.
 *
 * @throws SYSTEMD_UNREACHABLE
 */
export function notifySystemd(notification: SystemdNotification, environment: NodeJS.ProcessEnv = process.env): void {
  const socket = environment['NOTIFY_SOCKET'];
  if (socket === undefined || socket === '') return;
  try {
    sendDatagram(socket, encodeNotification(notification, process.hrtime.bigint() / 1000n));
  } catch (cause) {
    throw new ConditionError('SYSTEMD_UNREACHABLE', { message: socket, details: { socket }, cause });
  }
}

const assignments = {
  ready: 'READY=1',
  reloading: 'RELOADING=1',
  stopping: 'STOPPING=1',
  watchdog: 'WATCHDOG=1',
} as const satisfies Record<NonNullable<SystemdNotification['state']>, string>;

/** @param monotonicUs the time that must come with a reload, of CLOCK_MONOTONIC (Type=notify-reload) */
export function encodeNotification({ state, status, mayTakeMs }: SystemdNotification, monotonicUs: bigint): string {
  const lines: string[] = [];
  if (state !== undefined) lines.push(assignments[state]);
  if (state === 'reloading') lines.push(`MONOTONIC_USEC=${monotonicUs}`);
  if (status !== undefined) lines.push(`STATUS=${status.replaceAll(/\s*\n\s*/g, '; ')}`);
  if (mayTakeMs !== undefined) lines.push(`EXTEND_TIMEOUT_USEC=${Math.ceil(mayTakeMs * 1000)}`);
  return lines.join('\n');
}

/**
 * How often to send `watchdog`: half of the time after which systemd takes the service for hung. Undefined where
 * systemd does not watch this process (sd_watchdog_enabled(3)).
 */
export function watchdogIntervalMs(
  environment: NodeJS.ProcessEnv = process.env,
  pid: number = process.pid,
): number | undefined {
  const limitUs = Number(environment['WATCHDOG_USEC']);
  const watched = environment['WATCHDOG_PID'];
  if (!Number.isSafeInteger(limitUs) || limitUs <= 0) return undefined;
  if (watched !== undefined && watched !== String(pid)) return undefined;
  return limitUs / 2000;
}
