import type { Outage } from '@cta/runtime';
import type { Connection, DriveParts } from './drive-parts.ts';

const databases: ReadonlySet<string> = new Set<Connection>(['Catalogue', 'SchedulerDB']);

/**
 * Calls `onOutlasted` once where a database has been away for longer than a tape is to wait for it; ends then, or when the
 * signal is aborted.
 */
export async function watchOutages(
  { clock, options, outages }: Pick<DriveParts, 'clock' | 'options' | 'outages'>,
  onOutlasted: (outage: Outage) => void,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    try {
      await clock.sleep(options.heartbeatMs, signal);
    } catch {
      return; // The session has ended before.
    }
    const sinceMs = clock.now() - options.databaseOutageHoldMs;
    const outlasted = outages
      .list()
      .find(({ connection, since }) => databases.has(connection) && since.getTime() <= sinceMs);
    if (outlasted !== undefined) return onOutlasted(outlasted);
  }
}
