import { type Queryable, sql } from '@cta/database';
import {
  type AuditColumns,
  type AuditLog,
  type Author,
  auditColumns,
  auditLogColumn,
  auditValues,
  changedBy,
  withAuditLog,
} from '../author.ts';
import { requireEntity } from '../entity-lookup.ts';
import {
  type Attempt,
  attempt,
  creating,
  deleting,
  entityExists,
  modifying,
  requireChange,
  requireTexts,
  shortened,
} from '../refusals.ts';

/** Whose data it is, with its quota of drives. */
export interface VirtualOrganization {
  readonly name: string;
  readonly diskInstance: string;
  readonly readMaxDrives: number;
  readonly writeMaxDrives: number;
  /** 0: no limit. */
  readonly maxFileSizeBytes: bigint;
  /** Whether it is the one that repack mounts are counted for; at most one is. */
  readonly isRepackVo: boolean;
  readonly comment: string;
}

/** @throws VALUE_INVALID, ENTITY_EXISTS, NO_SUCH_ENTITY */
export async function createVirtualOrganization(q: Queryable, vo: VirtualOrganization, author: Author): Promise<void> {
  const { name, diskInstance, readMaxDrives, writeMaxDrives, maxFileSizeBytes, isRepackVo, comment } = vo;
  const what = attempt('create', 'virtual organization', name);
  requireTexts(what, { name, 'disk instance': diskInstance, comment });
  await requireEntity(q, 'disk instance', diskInstance, what);
  if (isRepackVo) await requireNoOtherRepackVo(q, what);
  const inserted = q.execute(sql`
    INSERT INTO VIRTUAL_ORGANIZATION (
      VIRTUAL_ORGANIZATION_ID, VIRTUAL_ORGANIZATION_NAME, READ_MAX_DRIVES, WRITE_MAX_DRIVES, MAX_FILE_SIZE,
      IS_REPACK_VO, DISK_INSTANCE_NAME, USER_COMMENT, ${auditColumns}
    ) VALUES (
      nextval('VIRTUAL_ORGANIZATION_ID_SEQ'), ${name}, ${readMaxDrives}, ${writeMaxDrives}, ${maxFileSizeBytes},
      ${isRepackVo ? '1' : null}, ${diskInstance}, ${shortened(comment)}, ${auditValues(author)}
    ) ON CONFLICT DO NOTHING`);
  await creating(what, inserted);
}

async function requireNoOtherRepackVo(q: Queryable, what: Attempt): Promise<void> {
  const [repackVo] = await q.query<{ name: string }>(sql`
    SELECT VIRTUAL_ORGANIZATION_NAME AS name FROM VIRTUAL_ORGANIZATION
     WHERE IS_REPACK_VO = '1' AND VIRTUAL_ORGANIZATION_NAME <> ${what.name}`);
  if (repackVo !== undefined)
    throw entityExists(what, `${repackVo.name} is the virtual organization of repack already`);
}

/** What is given of a virtual organization is changed. */
export type VirtualOrganizationChange = Partial<Omit<VirtualOrganization, 'name'>>;

/** @throws VALUE_INVALID, ENTITY_EXISTS where another is that of repack, NO_SUCH_ENTITY */
export async function changeVirtualOrganization(
  q: Queryable,
  name: string,
  change: VirtualOrganizationChange,
  author: Author,
): Promise<void> {
  const { diskInstance, readMaxDrives, writeMaxDrives, maxFileSizeBytes, isRepackVo, comment } = change;
  const what = attempt('modify', 'virtual organization', name);
  requireChange(what, change);
  requireTexts(what, { 'disk instance': diskInstance, comment });
  if (diskInstance !== undefined) await requireEntity(q, 'disk instance', diskInstance, what);
  if (isRepackVo === true) await requireNoOtherRepackVo(q, what);
  const columns = {
    disk_instance_name: diskInstance,
    read_max_drives: readMaxDrives,
    write_max_drives: writeMaxDrives,
    max_file_size: maxFileSizeBytes,
    is_repack_vo: isRepackVo === undefined ? undefined : isRepackVo ? '1' : null,
    user_comment: comment && shortened(comment),
  };
  await modifying(
    what,
    q.execute(
      sql`UPDATE VIRTUAL_ORGANIZATION SET ${changedBy(author, columns)} WHERE VIRTUAL_ORGANIZATION_NAME = ${name}`,
    ),
  );
}

export async function listVirtualOrganizations(q: Queryable): Promise<readonly (VirtualOrganization & AuditLog)[]> {
  const rows = await q.query<VirtualOrganization & { readonly auditColumns: AuditColumns }>(sql`
    SELECT VIRTUAL_ORGANIZATION_NAME AS "name", DISK_INSTANCE_NAME AS "diskInstance",
           READ_MAX_DRIVES::int AS "readMaxDrives", WRITE_MAX_DRIVES::int AS "writeMaxDrives",
           MAX_FILE_SIZE AS "maxFileSizeBytes", IS_REPACK_VO IS NOT NULL AS "isRepackVo",
           USER_COMMENT AS "comment", ${auditLogColumn(sql`v`)}
      FROM VIRTUAL_ORGANIZATION v ORDER BY VIRTUAL_ORGANIZATION_NAME`);
  return rows.map(withAuditLog);
}

/** @throws NO_SUCH_ENTITY, ENTITY_IN_USE */
export function deleteVirtualOrganization(q: Queryable, name: string): Promise<void> {
  const deleted = q.execute(sql`DELETE FROM VIRTUAL_ORGANIZATION WHERE VIRTUAL_ORGANIZATION_NAME = ${name}`);
  return deleting(attempt('delete', 'virtual organization', name), deleted);
}
