import { ConditionError } from '@cta/conditions';
import { type Mount, touchMount } from '@cta/scheduler';
import type { MountSession } from '../../mount/mount-session.ts';
import type { Activity, ActivityContext } from '../activity.ts';

/** Moves files until there is no more work, while the databases are told now and then that the mount lives. */
export const transfer: Activity<'transferring'> = async (context, { mount }, signal) => {
  const { parts, record, sessions } = context;
  const session = sessions.current;
  if (session === undefined) throw new ConditionError('UNFORESEEN_ERROR', { message: 'a transfer without a session' });
  const begun = parts.clock.now();
  record.status({ status: 'TRANSFERING', mount, ...session.progress() });
  const ended = new AbortController();
  const alive = keepAlive(context, mount, session, AbortSignal.any([signal, ended.signal]));
  try {
    await session.transfer(signal);
    return { type: 'transferred' };
  } finally {
    ended.abort();
    await alive;
    tellEnd(parts, mount, session, begun);
  }
};

/** Tells of progress until the signal is aborted; a mount that others were given ends its session at once. */
async function keepAlive(
  { parts, record }: ActivityContext,
  mount: Mount,
  session: MountSession,
  signal: AbortSignal,
): Promise<void> {
  const { clock, options, schedulerDb, patiently, logger } = parts;
  try {
    for (;;) {
      await clock.sleep(options.heartbeatMs, signal);
      record.progress({ status: 'TRANSFERING', mount, ...session.progress() });
      const live = await patiently('SchedulerDB', () => touchMount(schedulerDb, mount.mountId), signal);
      if (!live) session.endTransfer('now');
    }
  } catch (error) {
    if (!signal.aborted) logger.emit('report_failed', {}, error);
  }
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
