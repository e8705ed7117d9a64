import { type Mount, touchMount } from '@cta/scheduler';
import type { DriveParts } from './drive-parts.ts';

export interface MountLife {
  /** Called each time before the sign of life. */
  readonly onBeat?: () => void;
  /** The mount has ended: its jobs, drive and tape are others' now. */
  readonly onEnded?: () => void;
}

/** Does `work` while the SchedulerDB is told, again and again, that the mount lives: silence would give its jobs to others. */
export async function withMountAlive<T>(
  parts: DriveParts,
  mount: Mount,
  { onBeat = nothing, onEnded = nothing }: MountLife,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const ended = new AbortController();
  const beating = beat(parts, mount, { onBeat, onEnded }, AbortSignal.any([signal, ended.signal]));
  try {
    return await work();
  } finally {
    ended.abort();
    await beating;
  }
}

async function beat(
  parts: DriveParts,
  { mountId }: Mount,
  life: Required<MountLife>,
  signal: AbortSignal,
): Promise<void> {
  const { clock, options, schedulerDb, patiently, logger } = parts;
  try {
    for (;;) {
      await clock.sleep(options.heartbeatMs, signal);
      life.onBeat();
      const live = await patiently('SchedulerDB', () => touchMount(schedulerDb, mountId), signal);
      if (!live) return life.onEnded();
    }
  } catch (error) {
    if (!signal.aborted) logger.emit('report_failed', {}, error);
  }
}

function nothing(): void {}
