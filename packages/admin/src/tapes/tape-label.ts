import { setTimeout as sleep } from 'node:timers/promises';
import { checkTapeForLabel, DriveName, tapesByVid, Vid } from '@cta/catalogue';
import { ConditionError, findCondition } from '@cta/conditions';
import { labelRequest, type LabelRequestId, type LabelRequestState, queueLabel } from '@cta/scheduler';
import type { AdminContext } from '../admin-context.ts';

export interface TapeLabelOptions {
  readonly vid: string;
  /** What the label says now, where that is not the VID. */
  readonly oldVid?: string;
  /** The drive that is to do it; any of the tape's library where not given. */
  readonly drive?: string;
  /** Overwrites whatever is on the tape; the Catalogue must not have files on it even so. */
  readonly force: boolean;
}

/**
 * Has a tape labelled by a drive of its library.
 * @throws NO_SUCH_ENTITY, ENTITY_IN_USE where the tape holds files, LABEL_ALREADY_REQUESTED
 */
export async function requestTapeLabel(
  { catalogueDb, schedulerDb, author }: AdminContext,
  { vid: text, oldVid, drive, force }: TapeLabelOptions,
): Promise<LabelRequestId> {
  const vid = Vid(text);
  await checkTapeForLabel(catalogueDb, vid);
  const [tape] = await tapesByVid(catalogueDb, [vid]);
  if (tape === undefined) throw new ConditionError('NO_SUCH_ENTITY', { message: `tape ${vid} was removed just now` });
  return await queueLabel(schedulerDb, {
    vid,
    logicalLibrary: tape.logicalLibrary,
    force,
    ...(oldVid === undefined ? {} : { oldVid: Vid(oldVid) }),
    ...(drive === undefined ? {} : { drive: DriveName(drive) }),
    author,
  });
}

const pollIntervalMs = 500;

/**
 * Waits until a tape is labelled.
 * @throws the condition for which it could not be; LABEL_NOT_DONE_IN_TIME, after which it may still be done
 */
export async function waitForTapeLabel(
  { schedulerDb }: AdminContext,
  id: LabelRequestId,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const request = await labelRequest(schedulerDb, id);
    if (request?.state === 'done') return;
    if (request?.state === 'failed') throw failureOf(request);
    if (Date.now() >= deadline) throw notDoneInTime(id, request);
    await sleep(pollIntervalMs, undefined, { signal });
  }
}

/** The scheduler keeps a code and a text; an unknown code comes from a newer service. */
function failureOf({ code, text }: LabelRequestState & { state: 'failed' }): ConditionError {
  const condition = findCondition(code);
  if (condition === undefined) return new ConditionError('UNFORESEEN_ERROR', { message: `${code} ${text}` });
  // The text is a whole message, which begins with what the new error begins with by itself.
  const message = text.replace(`${condition.code} ${condition.title}`, '').replace(/^: /, '');
  return new ConditionError(condition.name, message === '' ? {} : { message });
}

function notDoneInTime(id: LabelRequestId, request: LabelRequestState | undefined): ConditionError {
  const state = request?.state ?? 'gone';
  return new ConditionError('LABEL_NOT_DONE_IN_TIME', {
    message: `label request ${id} is ${state}`,
    details: { label_request_id: id, state },
  });
}
