import { disableTape, tapesByVid } from '@cta/catalogue';
import type { ConditionError } from '@cta/conditions';
import { endMount, failLabel, type Mount, moveRetrieveJobs, otherTapesOf } from '@cta/scheduler';
import { putAway } from '../../mount/cartridge.ts';
import { verdictOn } from '../../machine/verdict.ts';
import type { Activity, ActivityContext } from '../activity.ts';
import { withMountAlive } from '../mount-life.ts';

type Parts = ActivityContext['parts'];

/** After a fault: gets the cartridge out, tells what is held, and draws the consequences for the tape and its jobs. */
export const clean: Activity<'cleaning'> = async (context, { mount, fault }, signal) => {
  const { parts, record, sessions, pace } = context;
  pace.ended('in-a-fault');
  record.status({ status: 'CLEANINGUP', mount });
  await putAway(parts, signal);
  await withMountAlive(parts, mount, {}, signal, async () => sessions.current?.settle());
  if (verdictOn(fault).tape === 'disable') await disable(parts, mount, fault, signal);
  if (mount.type === 'LABEL') await refuseLabel(parts, mount, fault, signal);
  await parts.patiently('SchedulerDB', () => endMount(parts.schedulerDb, mount.mountId), signal);
  if (verdictOn(fault).tape === 'disable') await moveRetrieves(parts, mount, signal);
  sessions.current = undefined;
  return { type: 'cleaned' };
};

async function disable(parts: Parts, mount: Mount, fault: ConditionError, signal: AbortSignal) {
  const { catalogueDb, installation, patiently, logger } = parts;
  const actor = `cta-taped@${installation.host}`;
  const reason = `${fault.message} (drive ${installation.driveName})`;
  await patiently('Catalogue', () => disableTape(catalogueDb, mount.vid, { reason, actor }), signal);
  logger.emit('tape_disabled', {}, fault);
}

/** Whoever waits for files of a tape that nobody can read now gets them from their other copies, where there are any. */
async function moveRetrieves(
  { catalogueDb, schedulerDb, patiently, logger }: Parts,
  { vid }: Mount,
  signal: AbortSignal,
) {
  const others = await patiently('SchedulerDB', () => otherTapesOf(schedulerDb, vid), signal);
  const tapes = await patiently('Catalogue', () => tapesByVid(catalogueDb, others), signal);
  const readable = tapes.filter(({ state }) => state === 'ACTIVE').map((tape) => tape.vid);
  if (readable.length === 0) return;
  const jobs = await patiently('SchedulerDB', () => moveRetrieveJobs(schedulerDb, vid, readable), signal);
  if (jobs > 0) logger.emit('retrieves_moved', { jobs });
}

/** A label request that met a fault is not tried for ever: who asked is told. */
async function refuseLabel(parts: Parts, { mountId }: Mount, fault: ConditionError, signal: AbortSignal) {
  const failure = { code: fault.code, text: fault.message };
  await parts.patiently('SchedulerDB', () => failLabel(parts.schedulerDb, mountId, failure), signal);
}
