import { ConditionError } from '@cta/conditions';
import { type Queryable, sql } from '@cta/database';
import { requireEntity } from '../entity-lookup.ts';
import { ArchiveFileId } from '../identifiers.ts';
import { attempt, noSuchEntity } from '../refusals.ts';
import { mountPolicyOfRequest, type Requester } from './mount-policy-of-request.ts';

/** What files to be archived have in common. */
export interface ArchiveIntent {
  readonly diskInstance: string;
  readonly storageClass: string;
  readonly requester: Requester;
}

/** Where the copies of such files go, and how urgently. */
export interface PreparedArchive {
  readonly copies: readonly { readonly copyNb: number; readonly tapePool: string }[];
  readonly mountPolicy: {
    readonly name: string;
    readonly archivePriority: number;
    readonly archiveMinRequestAge: number;
  };
  /** 0: no limit. */
  readonly maxFileSizeBytes: bigint;
}

/**
 * Resolves routes and mount policy of files to be archived. Each copy that the storage class wants has a route, so that
 * no file is ever left with fewer copies than promised.
 * @throws NO_SUCH_ENTITY, ARCHIVE_ROUTE_MISSING, MOUNT_RULE_MISSING
 */
export async function prepareArchive(
  q: Queryable,
  { diskInstance, storageClass, requester }: ArchiveIntent,
): Promise<PreparedArchive> {
  await requireEntity(q, 'disk instance', diskInstance, attempt('archive', 'archive file', 'of a new request'));
  const { copiesWanted, maxFileSizeBytes } = await storageClassOf(q, storageClass);
  const copies = await q.query<{ copyNb: number; tapePool: string }>(sql`
    SELECT r.COPY_NB::int AS "copyNb", p.TAPE_POOL_NAME AS "tapePool"
      FROM ARCHIVE_ROUTE r JOIN STORAGE_CLASS s USING (STORAGE_CLASS_ID) JOIN TAPE_POOL p USING (TAPE_POOL_ID)
     WHERE s.STORAGE_CLASS_NAME = ${storageClass} AND r.ARCHIVE_ROUTE_TYPE = 'DEFAULT'
     ORDER BY r.COPY_NB`);
  for (let copyNb = 1; copyNb <= copiesWanted; copyNb += 1) {
    if (!copies.some((copy) => copy.copyNb === copyNb)) throw routeMissing(storageClass, copyNb);
  }
  const { name, archivePriority, archiveMinRequestAge } = await mountPolicyOfRequest(q, diskInstance, requester);
  return { copies, mountPolicy: { name, archivePriority, archiveMinRequestAge }, maxFileSizeBytes };
}

/** Draws numbers for new files; those that are not used are lost, and nobody minds. */
export async function nextArchiveFileIds(q: Queryable, count: number): Promise<readonly ArchiveFileId[]> {
  const rows = await q.query<{ id: bigint }>(
    sql`SELECT nextval('ARCHIVE_FILE_ID_SEQ') AS id FROM generate_series(1, ${count}::int)`,
  );
  return rows.map(({ id }) => ArchiveFileId(id));
}

async function storageClassOf(
  q: Queryable,
  storageClass: string,
): Promise<{ readonly copiesWanted: number; readonly maxFileSizeBytes: bigint }> {
  const [row] = await q.query<{ copiesWanted: number; maxFileSizeBytes: bigint }>(sql`
    SELECT s.NB_COPIES::int AS "copiesWanted", v.MAX_FILE_SIZE AS "maxFileSizeBytes"
      FROM STORAGE_CLASS s JOIN VIRTUAL_ORGANIZATION v USING (VIRTUAL_ORGANIZATION_ID)
     WHERE s.STORAGE_CLASS_NAME = ${storageClass}`);
  if (row === undefined) throw noSuchEntity(attempt('archive', 'storage class', storageClass));
  return row;
}

function routeMissing(storageClass: string, copyNb: number): ConditionError {
  return new ConditionError('ARCHIVE_ROUTE_MISSING', {
    message: `storage class ${storageClass} has no route for copy ${copyNb}`,
    details: { storage_class: storageClass, copy_nb: copyNb },
  });
}
