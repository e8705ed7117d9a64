import { ConditionError } from '@cta/conditions';
import type { Mount } from '@cta/scheduler';
import type { MountSession } from '../../mount/mount-session.ts';
import type { Activity, ActivityContext } from '../activity.ts';
import { withMountAlive } from '../mount-life.ts';
import { watchOutages } from '../outage-watch.ts';

/**
 * Moves files until there is no more work, while the databases are told now and then that the mount lives. A database
 * that is away holds up nothing until the tape has no more work, or has waited for long enough.
 */
export const transfer: Activity<'transferring'> = async (context, { mount }, signal) => {
  const { parts, record, sessions } = context;
  const session = sessions.current;
  if (session === undefined) throw new ConditionError('UNFORESEEN_ERROR', { message: 'a transfer without a session' });
  const begun = parts.clock.now();
  const tellProgress = (): void => record.progress({ status: 'TRANSFERING', mount, ...session.progress() });
  const life = { onBeat: tellProgress, onEnded: () => session.endTransfer('now') };
  record.status({ status: 'TRANSFERING', mount, ...session.progress() });
  const ended = new AbortController();
  const watching = endAfterOutage(parts, session, AbortSignal.any([signal, ended.signal]));
  const endNow = (): void => session.endTransfer('now');
  signal.addEventListener('abort', endNow, { once: true });
  try {
    await withMountAlive(parts, mount, life, signal, () => session.transfer(signal));
    signal.throwIfAborted();
    return { type: 'transferred' };
  } finally {
    signal.removeEventListener('abort', endNow);
    ended.abort();
    await watching;
    tellEnd(parts, mount, session, begun);
  }
};

function endAfterOutage(parts: ActivityContext['parts'], session: MountSession, signal: AbortSignal): Promise<void> {
  const putAway = ({ connection, since }: { readonly connection: string; readonly since: Date }): void => {
    parts.logger.emit('outage_outlasts_session', { connection, since: since.toISOString() });
    session.endTransfer('after-file');
  };
  return watchOutages(parts, putAway, signal);
}

function tellEnd(
  { clock, logger }: ActivityContext['parts'],
  mount: Mount,
  session: MountSession,
  begun: number,
): void {
  const { files, bytes } = session.progress();
  const seconds = (clock.now() - begun) / 1000;
  logger.emit('session_finished', {
    mount_type: mount.type,
    files,
    bytes,
    transfer_seconds: seconds,
    mb_per_second: seconds > 0 ? bytes / 1e6 / seconds : 0,
  });
}
