import { ConditionError } from '@cta/conditions';
import { decideMount, type Mount } from '@cta/scheduler';
import type { Activity, ActivityContext } from '../activity.ts';
import { patientQueryable } from '../patient-queryable.ts';

/** Asks for a mount until one is granted. What goes wrong with asking is told, and asked again: no fault of the drive. */
export const decide: Activity<'idle'> = async ({ parts, record, pace }, _state, signal) => {
  record.status({ status: 'UP' });
  await parts.clock.sleep(pace.pauseMs, signal);
  for (;;) {
    const mount = await nextMount(parts, signal);
    if (mount !== undefined) return { type: 'mount-granted', mount };
    await parts.clock.sleep(parts.options.idlePollMs, signal);
  }
};

async function nextMount(parts: ActivityContext['parts'], signal: AbortSignal): Promise<Mount | undefined> {
  const { schedulerDb, installation, options, patiently, logger } = parts;
  const catalogueDb = patientQueryable(parts.catalogueDb, { connection: 'Catalogue', patiently, signal });
  try {
    const request = { schedulerDb, catalogueDb, drive: installation, criteria: options.mountCriteria };
    return await patiently('SchedulerDB', () => decideMount(request), signal);
  } catch (error) {
    signal.throwIfAborted();
    logger.emit('mount_decision_failed', {}, ConditionError.from(error));
    return undefined;
  }
}
