import { type Queryable, type Statement, sql } from '@cta/database';
import { type Attempt, type EntityKind, noSuchEntity } from './refusals.ts';

/** Kinds whose rows others refer to by a number. */
type NumberedKind =
  | 'logical library'
  | 'media type'
  | 'physical library'
  | 'storage class'
  | 'tape pool'
  | 'virtual organization';

type NamedKind = 'disk instance' | 'mount policy' | 'tape';

const idByName: Readonly<Record<NumberedKind, (name: string) => Statement>> = {
  'logical library': (name) =>
    sql`SELECT LOGICAL_LIBRARY_ID AS id FROM LOGICAL_LIBRARY WHERE LOGICAL_LIBRARY_NAME = ${name}`,
  'media type': (name) => sql`SELECT MEDIA_TYPE_ID AS id FROM MEDIA_TYPE WHERE MEDIA_TYPE_NAME = ${name}`,
  'physical library': (name) =>
    sql`SELECT PHYSICAL_LIBRARY_ID AS id FROM PHYSICAL_LIBRARY WHERE PHYSICAL_LIBRARY_NAME = ${name}`,
  'storage class': (name) => sql`SELECT STORAGE_CLASS_ID AS id FROM STORAGE_CLASS WHERE STORAGE_CLASS_NAME = ${name}`,
  'tape pool': (name) => sql`SELECT TAPE_POOL_ID AS id FROM TAPE_POOL WHERE TAPE_POOL_NAME = ${name}`,
  'virtual organization': (name) => sql`
    SELECT VIRTUAL_ORGANIZATION_ID AS id FROM VIRTUAL_ORGANIZATION WHERE VIRTUAL_ORGANIZATION_NAME = ${name}`,
};

const rowByName: Readonly<Record<NamedKind, (name: string) => Statement>> = {
  'disk instance': (name) => sql`SELECT FROM DISK_INSTANCE WHERE DISK_INSTANCE_NAME = ${name}`,
  'mount policy': (name) => sql`SELECT FROM MOUNT_POLICY WHERE MOUNT_POLICY_NAME = ${name}`,
  tape: (name) => sql`SELECT FROM TAPE WHERE VID = ${name}`,
};

/** The number of something that an attempt needs. @throws NO_SUCH_ENTITY, naming both */
export async function idOf(q: Queryable, kind: NumberedKind, name: string, what: Attempt): Promise<bigint> {
  const [row] = await q.query<{ id: bigint }>(idByName[kind](name));
  if (row === undefined) throw missing(kind, name, what);
  return row.id;
}

/** @throws NO_SUCH_ENTITY where something that an attempt needs is not there, naming both */
export async function requireEntity(q: Queryable, kind: NamedKind, name: string, what: Attempt): Promise<void> {
  const rows = await q.query(rowByName[kind](name));
  if (rows.length === 0) throw missing(kind, name, what);
}

function missing(kind: EntityKind, name: string, what: Attempt): Error {
  return kind === what.kind && name === what.name ? noSuchEntity(what) : noSuchEntity(what, { kind, name });
}
