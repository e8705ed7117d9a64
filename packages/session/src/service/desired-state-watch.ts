import type { DriveEvent, DriveState } from '../machine/state.ts';
import type { DriveParts } from './drive-parts.ts';
import type { DriveRecord } from './drive-record.ts';

/** Whose wishes are watched for. */
interface Watched {
  readonly state: DriveState;
  wish(event: DriveEvent): void;
}

/** Looks at what operators want of the drive, again and again, and tells where that is not what the machine goes by. */
export async function watchDesiredState(
  { clock, options, logger }: DriveParts,
  record: DriveRecord,
  watched: Watched,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await look(logger, record, watched);
      await clock.sleep(options.desiredStatePollMs, signal);
    } catch (error) {
      if (signal.aborted) return;
      logger.emit('report_failed', {}, error);
      await clock.sleep(options.desiredStatePollMs, signal).catch(() => {});
    }
  }
}

async function look(logger: DriveParts['logger'], record: DriveRecord, watched: Watched): Promise<void> {
  const drive = await record.read();
  // The drive was put down while the question was on its way: the answer is from before.
  if (drive === 'outdated') return;
  const { desired } = drive;
  const wanted = desired.state === 'UP' ? 'up' : 'down';
  if (wanted === watched.state.desired) return;
  const forced = desired.state === 'DOWN' && desired.forced;
  logger.emit('drive_desired_state_seen', { desired: wanted, forced });
  watched.wish(wanted === 'up' ? { type: 'desired-up' } : { type: 'desired-down', forced });
}
