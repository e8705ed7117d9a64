import { ConditionError } from '@cta/conditions';
import { failLabel, type Mount } from '@cta/scheduler';
import { alertOfSession } from '../../machine/tape-alerts.ts';
import { verdictOn } from '../../machine/verdict.ts';
import { cartridgeInDrive, putAway } from '../../mount/cartridge.ts';
import type { Activity, ActivityContext } from '../activity.ts';
import { endFailedMount, whoIsToBlame } from '../consequences.ts';

/**
 * After a fault: gets the cartridge out, tells what is held, and draws the consequences for drive, tape and jobs. A
 * cartridge that stays in the drive is out of reach, whoever is to blame: then the tape is disabled and the drive put down.
 */
export const clean: Activity<'cleaning'> = async (context, { mount, fault }, signal) => {
  const { parts, record, sessions, pace, givenUp } = context;
  const insisting = { ...parts, patiently: parts.insistently };
  pace.ended('in-a-fault');
  record.status({ status: 'CLEANINGUP', mount });
  const cause = (await alertBehind(context, fault)) ?? fault;
  record.fault(mount, cause);
  const stuck = await putAwayOrTell(context, mount, signal);
  await sessions.current?.settle();
  await record.delivered();
  const blamed = await whoIsToBlame(insisting, mount, cause, givenUp.Catalogue);
  const outOfReach = sessions.cartridge === 'away' ? stuck : undefined;
  if (mount.type === 'LABEL') await refuseLabel(insisting, mount, cause, givenUp.SchedulerDB);
  await endFailedMount(insisting, mount, blamed.tape ?? outOfReach, givenUp);
  sessions.current = undefined;
  if (stuck !== undefined) throw stuckAfter(stuck, cause);
  return { type: 'cleaned', blamed: blamed.drive };
};

/** The critical alert that explains a doubtful fault. A drive that does not answer is not asked again. */
async function alertBehind({ parts, hardware }: ActivityContext, fault: ConditionError) {
  if (fault.is('DRIVE_NO_ANSWER')) return undefined;
  // The fault itself is what counts, and the cartridge has to get out all the same.
  await hardware.lookIfItAnswers(parts);
  return verdictOn(fault.condition) === 'doubtful' ? alertOfSession(hardware.alerts) : undefined;
}

/**
 * A library that fails in bringing home what never left its slot says nothing of the drive: what it shows decides.
 * @returns why the cartridge cannot be brought home, where it cannot
 */
async function putAwayOrTell({ parts, sessions, hardware }: ActivityContext, { vid }: Mount, signal: AbortSignal) {
  try {
    await putAway(parts, signal);
    sessions.cartridge = 'home';
    await hardware.emptied(parts);
    return undefined;
  } catch (error) {
    if (error === signal.reason) throw error;
    const stuck = ConditionError.from(error);
    if (sessions.cartridge === 'away' || stuck.suspect !== 'library') return stuck;
    const found = await cartridgeInDrive(parts, signal);
    if (found?.vid === vid) sessions.cartridge = 'away';
    return found && stuck;
  }
}

/** A label request that met a fault is not tried for ever: who asked is told. */
async function refuseLabel(
  { schedulerDb, patiently }: ActivityContext['parts'],
  { mountId }: Mount,
  fault: ConditionError,
  signal: AbortSignal,
) {
  const failure = { code: fault.code, text: fault.message };
  await patiently('SchedulerDB', () => failLabel(schedulerDb, mountId, failure), signal);
}

/** Why the cartridge is stuck, and what came before that. */
function stuckAfter(stuck: ConditionError, fault: ConditionError): ConditionError {
  if (stuck.is(fault.condition)) return stuck;
  const after = `after ${fault.message}`;
  const message = stuck.said === undefined ? after : `${stuck.said}, ${after}`;
  return new ConditionError(stuck.condition, { message, details: stuck.details, cause: stuck });
}
