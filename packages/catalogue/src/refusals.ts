import { ConditionError, isCondition } from '@cta/conditions';

/** What a catalogue keeps under a name. */
export type EntityKind =
  | 'archive file'
  | 'archive route'
  | 'disk instance'
  | 'drive'
  | 'logical library'
  | 'media type'
  | 'mount policy'
  | 'physical library'
  | 'requester group mount rule'
  | 'requester mount rule'
  | 'service'
  | 'storage class'
  | 'tape'
  | 'tape file'
  | 'tape pool'
  | 'virtual organization';

type Action = 'archive' | 'create' | 'delete' | 'label' | 'list' | 'modify' | 'reclaim' | 'retrieve';

/** What somebody wants done to what; refusals begin with it: `Cannot create tape pool X because …`. */
export interface Attempt {
  readonly action: Action;
  readonly kind: EntityKind;
  readonly name: string;
}

export function attempt(action: Action, kind: EntityKind, name: string): Attempt {
  return { action, kind, name };
}

/** It, or something that it needs, does not exist. */
export function noSuchEntity(what: Attempt, missing: { kind: EntityKind; name: string } = what): ConditionError {
  const reason = missing === what ? 'it does not exist' : `${missing.kind} ${missing.name} does not exist`;
  return refusal('NO_SUCH_ENTITY', what, reason, { missing_kind: missing.kind, missing_name: missing.name });
}

export function entityExists(what: Attempt, reason?: string): ConditionError {
  return refusal('ENTITY_EXISTS', what, reason ?? `a ${what.kind} with the same name already exists`);
}

export function valueInvalid(what: Attempt, reason: string): ConditionError {
  return refusal('VALUE_INVALID', what, reason);
}

export function entityInUse(what: Attempt, reason: string): ConditionError {
  return refusal('ENTITY_IN_USE', what, reason);
}

/** Each field that is given must have some text: CTA takes no empty name and no empty comment. */
export function requireTexts(what: Attempt, texts: Readonly<Record<string, string | undefined>>): void {
  for (const [field, text] of Object.entries(texts)) {
    if (text?.trim() === '') throw valueInvalid(what, `the ${field} is an empty string`);
  }
}

export function requirePositive(what: Attempt, numbers: Readonly<Record<string, number | bigint | undefined>>): void {
  for (const [field, number] of Object.entries(numbers)) {
    if (number !== undefined && number <= 0)
      throw valueInvalid(what, `the ${field} is ${number}, and must be greater than zero`);
  }
}

/** A change must change something. */
export function requireChange(what: Attempt, change: object): void {
  if (Object.values(change).every((value) => value === undefined))
    throw valueInvalid(what, 'nothing was given to change');
}

/** A text that is shown to people: CTA keeps its first 1000 characters. */
export function shortened(text: string): string {
  return text.slice(0, 1000);
}

/** CTA keeps an optional text that is empty as no text. */
export function orNull(text: string | null): string | null;
export function orNull(text: string | null | undefined): string | null | undefined;
export function orNull(text: string | null | undefined): string | null | undefined {
  return text === '' ? null : text && shortened(text);
}

/** Runs an insert that does nothing on conflict: whoever came first has the name. */
export async function creating(what: Attempt, inserted: Promise<number>, reason?: string): Promise<void> {
  if ((await inserted) === 0) throw entityExists(what, reason);
}

/** Runs an update of one row: nothing updated means that it is not there. */
export async function modifying(what: Attempt, updated: Promise<number>): Promise<void> {
  if ((await updated) === 0) throw noSuchEntity(what);
}

/** What tables that refer to others hold, for the sentence that says why something cannot be deleted. */
const tableContents: Readonly<Record<string, string>> = {
  archive_file: 'archive files',
  archive_route: 'archive routes',
  disk_instance_space: 'disk instance spaces',
  file_recycle_log: 'files in the recycle log',
  logical_library: 'logical libraries',
  requester_activity_mount_rule: 'activity mount rules',
  requester_group_mount_rule: 'group mount rules',
  requester_mount_rule: 'requester mount rules',
  storage_class: 'storage classes',
  tape: 'tapes',
  tape_file: 'tape files',
  tape_pool: 'tape pools',
  tape_pool_supply: 'tape pools that it supplies',
  virtual_organization: 'virtual organizations',
};

/** Runs a delete: nothing deleted means that it was not there, a foreign key that something still refers to it. */
export async function deleting(what: Attempt, deleted: Promise<number>): Promise<void> {
  const count = await deleted.catch((error: unknown) => {
    const table = isCondition(error, 'CONSTRAINT_VIOLATED') ? error.details['table'] : undefined;
    const users = typeof table === 'string' ? tableContents[table] : undefined;
    throw users === undefined ? error : entityInUse(what, `it is being used by one or more ${users}`);
  });
  if (count === 0) throw noSuchEntity(what);
}

function refusal(
  condition: 'NO_SUCH_ENTITY' | 'ENTITY_EXISTS' | 'ENTITY_IN_USE' | 'VALUE_INVALID',
  { action, kind, name }: Attempt,
  reason: string,
  details: Readonly<Record<string, string>> = {},
): ConditionError {
  return new ConditionError(condition, {
    message: `Cannot ${action} ${kind} ${name} because ${reason}`,
    details: { kind, name, ...details },
  });
}
