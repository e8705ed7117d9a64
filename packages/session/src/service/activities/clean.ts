import { disableTape } from '@cta/catalogue';
import type { ConditionError } from '@cta/conditions';
import { endMount, failLabel, type Mount } from '@cta/scheduler';
import { putAway } from '../../mount/cartridge.ts';
import { verdictOn } from '../../machine/verdict.ts';
import type { Activity, ActivityContext } from '../activity.ts';

/** After a fault: gets the cartridge out, tells what is held, and draws the consequences for the tape and its jobs. */
export const clean: Activity<'cleaning'> = async (context, { mount, fault }, signal) => {
  const { parts, record, sessions } = context;
  record.status({ status: 'CLEANINGUP', mount });
  await putAway(parts, signal);
  await sessions.current?.settle();
  if (verdictOn(fault).tape === 'disable') await disable(parts, mount, fault, signal);
  if (mount.type === 'LABEL') await refuseLabel(parts, mount, fault, signal);
  await parts.patiently('SchedulerDB', () => endMount(parts.schedulerDb, mount.mountId), signal);
  sessions.current = undefined;
  return { type: 'cleaned' };
};

async function disable(parts: ActivityContext['parts'], mount: Mount, fault: ConditionError, signal: AbortSignal) {
  const { catalogueDb, installation, patiently, logger } = parts;
  const actor = `cta-taped@${installation.host}`;
  const reason = `${fault.message} (drive ${installation.driveName})`;
  await patiently('Catalogue', () => disableTape(catalogueDb, mount.vid, { reason, actor }), signal);
  logger.emit('tape_disabled', {}, fault);
}

/** A label request that met a fault is not tried for ever: who asked is told. */
async function refuseLabel(
  parts: ActivityContext['parts'],
  { mountId }: Mount,
  fault: ConditionError,
  signal: AbortSignal,
) {
  const failure = { code: fault.code, text: fault.message };
  await parts.patiently('SchedulerDB', () => failLabel(parts.schedulerDb, mountId, failure), signal);
}
