import {
  changeTape as changeTapeFacts,
  changeTapeState,
  createTape,
  deleteTape,
  reclaimTape as reclaim,
  type SettableTapeState,
  type TapeChange as TapeFacts,
  listTapes as tapesOf,
  Vid,
} from '@cta/catalogue';
import { ConditionError } from '@cta/conditions';
import { type DrainedJobs, drainRetrieveQueue, isLostState } from '@cta/scheduler';
import type { AdminContext } from '../admin-context.ts';
import { type TapeLsItem, tapeLsItem } from './tape-ls-item.ts';

/** States that an operator may give to a tape. */
export const settableTapeStates = [
  'ACTIVE',
  'DISABLED',
  'REPACKING',
  'REPACKING_DISABLED',
  'BROKEN',
  'EXPORTED',
] as const satisfies readonly SettableTapeState[];

export interface NewTape {
  readonly vid: string;
  readonly mediaType: string;
  readonly vendor: string;
  readonly logicalLibrary: string;
  readonly tapePool: string;
  readonly full: boolean;
  /** ACTIVE where not given; any other needs a reason. */
  readonly state?: SettableTapeState;
  readonly reason?: string;
  readonly purchaseOrder?: string;
  readonly comment?: string;
}

/** @throws VALUE_INVALID, ENTITY_EXISTS, NO_SUCH_ENTITY */
export async function addTape({ catalogueDb, author }: AdminContext, tape: NewTape): Promise<void> {
  const { state = 'ACTIVE', reason, purchaseOrder, comment, ...given } = tape;
  const vid = labelVid(tape.vid);
  const entry = {
    ...given,
    vid,
    state,
    stateReason: reason ?? null,
    purchaseOrder: purchaseOrder ?? null,
    comment: comment ?? null,
  };
  await createTape(catalogueDb, entry, author);
}

/** A label has room for six characters, and readers compare all of them (tape-format: VOL1). */
function labelVid(text: string): Vid {
  if (/^[A-Z0-9]{6}$/.test(text)) return Vid(text);
  throw new ConditionError('VALUE_INVALID', {
    message: `Cannot create tape ${text} because its VID is not six of A-Z and 0-9`,
    details: { kind: 'tape', name: text },
  });
}

/** What is given is changed; an optional text that is empty is none. */
export interface TapeChange extends TapeFacts {
  readonly vid: string;
  readonly state?: SettableTapeState;
  readonly reason?: string;
}

const nothingDrained: DrainedJobs = { moved: 0, failed: 0 };

/**
 * Changes what is given of a tape: its state last, so that nobody is sent to another copy before all else is known to be right.
 * @returns what became of the jobs that waited for it, where its new state lets nobody read it
 * @throws VALUE_INVALID, NO_SUCH_ENTITY, ENTITY_IN_USE, STATE_CHANGE_REFUSED
 */
export async function changeTape(admin: AdminContext, change: TapeChange): Promise<DrainedJobs> {
  const { catalogueDb, author } = admin;
  const { vid: text, state, reason, ...facts } = change;
  const vid = Vid(text);
  if (state === undefined && reason !== undefined) throw withoutState(text);
  if (state === undefined || Object.keys(facts).length > 0) await changeTapeFacts(catalogueDb, vid, facts, author);
  if (state === undefined) return nothingDrained;
  let drained = nothingDrained;
  await changeTapeState(catalogueDb, vid, { state, reason: reason ?? null }, author, async () => {
    if (isLostState(state)) drained = await drainRetrieveQueue(admin, { vid, state }, author.host);
  });
  return drained;
}

function withoutState(vid: string): ConditionError {
  return new ConditionError('VALUE_INVALID', {
    message: `Cannot modify tape ${vid} because a reason is given, but not the state that it is for`,
    details: { kind: 'tape', name: vid },
  });
}

/** Makes a full tape without files empty again. @throws NO_SUCH_ENTITY, TAPE_NOT_RECLAIMABLE */
export function reclaimTape({ catalogueDb, author }: AdminContext, vid: string): Promise<void> {
  return reclaim(catalogueDb, Vid(vid), author);
}

/** @throws NO_SUCH_ENTITY, ENTITY_IN_USE where it holds files */
export function removeTape({ catalogueDb }: AdminContext, vid: string): Promise<void> {
  return deleteTape(catalogueDb, Vid(vid));
}

/** Each criterion that is given must hold. */
export interface TapeCriteria {
  readonly vid?: string;
  readonly mediaType?: string;
  readonly vendor?: string;
  readonly logicalLibrary?: string;
  readonly tapePool?: string;
  readonly vo?: string;
  readonly full?: boolean;
  readonly state?: SettableTapeState;
}

/**
 * Tapes by VID: all of them, or those of some criteria.
 * @throws VALUE_INVALID where it is neither or both, NO_SUCH_ENTITY where a VID is given that does not exist
 */
export async function listTapes(
  { catalogueDb }: AdminContext,
  { all, criteria: { vid, vo, ...criteria } }: { readonly all: boolean; readonly criteria: TapeCriteria },
): Promise<readonly TapeLsItem[]> {
  const filter = {
    ...criteria,
    ...(vid === undefined ? {} : { vids: [Vid(vid)] }),
    ...(vo === undefined ? {} : { virtualOrganization: vo }),
  };
  const hasCriteria = Object.keys(filter).length > 0;
  if (all && hasCriteria) throw wrongSearch('Cannot specify --all together with other search options');
  if (!all && !hasCriteria) throw wrongSearch('Must specify at least one search option, or --all');
  const tapes = await tapesOf(catalogueDb, filter);
  if (tapes.length === 0 && vid !== undefined) {
    throw new ConditionError('NO_SUCH_ENTITY', {
      message: `tape ${vid}, or not with these search options`,
      details: { kind: 'tape', name: vid },
    });
  }
  return tapes.map(tapeLsItem);
}

function wrongSearch(message: string): ConditionError {
  return new ConditionError('VALUE_INVALID', { message, details: { kind: 'search option' } });
}
