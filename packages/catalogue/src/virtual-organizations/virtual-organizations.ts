import { type Queryable, sql } from '@cta/database';
import {
  type AuditColumns,
  type AuditLog,
  type Author,
  auditColumns,
  auditLogColumn,
  auditValues,
  withAuditLog,
} from '../author.ts';
import { requireEntity } from '../entity-lookup.ts';
import { attempt, creating, deleting, entityExists, requireTexts, shortened } from '../refusals.ts';

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
  if (isRepackVo) {
    const [repackVo] = await q.query<{ name: string }>(
      sql`SELECT VIRTUAL_ORGANIZATION_NAME AS name FROM VIRTUAL_ORGANIZATION WHERE IS_REPACK_VO = '1'`,
    );
    if (repackVo !== undefined)
      throw entityExists(what, `${repackVo.name} is the virtual organization of repack already`);
  }
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
