import type { DriveEvent, DriveState } from '../machine/state.ts';
import type { DriveParts } from './drive-parts.ts';
import type { DriveRecord } from './drive-record.ts';

/** Whose wishes are watched for. */
interface Watched {
  readonly state: DriveState;
  wish(event: DriveEvent): void;
}

/**
 * Looks at what operators want of the drive, again and again, and tells where that is not what the machine goes by, or where
 * somebody does not want to wait any more for the end of a session in a drive that is to go down.
 */
export async function watchDesiredState(
  { clock, options, logger }: Pick<DriveParts, 'clock' | 'options' | 'logger'>,
  record: Pick<DriveRecord, 'read'>,
  watched: Watched,
  signal: AbortSignal,
): Promise<void> {
  let wasForced = false;
  while (!signal.aborted) {
    try {
      wasForced = await look(logger, { record, watched, wasForced });
      await clock.sleep(options.desiredStatePollMs, signal);
    } catch (error) {
      if (signal.aborted) return;
      logger.emit('report_failed', {}, error);
      await clock.sleep(options.desiredStatePollMs, signal).catch(() => {});
    }
  }
}

interface Look {
  readonly record: Pick<DriveRecord, 'read'>;
  readonly watched: Watched;
  readonly wasForced: boolean;
}

/** @returns whether the drive is to go down without waiting for its session */
async function look(logger: DriveParts['logger'], { record, watched, wasForced }: Look): Promise<boolean> {
  const drive = await record.read();
  // The drive was put down while the question was on its way: the answer is from before.
  if (drive === 'outdated') return wasForced;
  const { desired } = drive;
  const wanted = desired.state === 'UP' ? 'up' : 'down';
  const forced = desired.state === 'DOWN' && desired.forced;
  const { state } = watched;
  const interrupts = forced && !wasForced && state.phase === 'transferring';
  if (wanted === state.desired && !interrupts) return forced;
  logger.emit('drive_desired_state_seen', { desired: wanted, forced });
  watched.wish(wanted === 'up' ? { type: 'desired-up' } : { type: 'desired-down', forced });
  return forced;
}
