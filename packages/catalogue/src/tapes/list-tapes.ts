import { joined, type Queryable, type Statement, sql } from '@cta/database';
import { type AuditColumns, type AuditLog, auditLogColumn, withAuditLog } from '../author.ts';
import type { Vid } from '../identifiers.ts';
import type { TapeState } from './tape.ts';

/** A tape as CTA lists it. */
export interface TapeListItem extends AuditLog {
  readonly vid: Vid;
  readonly mediaType: string;
  readonly vendor: string;
  readonly logicalLibrary: string;
  readonly physicalLibrary: string | null;
  readonly tapePool: string;
  readonly virtualOrganization: string;
  readonly encryptionKeyName: string | null;
  readonly capacityBytes: bigint;
  /** Ever written since it was labelled. */
  readonly dataBytes: bigint;
  readonly lastFseq: bigint;
  /** Still referred to. */
  readonly masterFiles: bigint;
  readonly masterDataBytes: bigint;
  readonly full: boolean;
  readonly fromCastor: boolean;
  readonly dirty: boolean;
  readonly state: TapeState;
  readonly stateReason: string | null;
  readonly stateUpdatedAt: Date;
  readonly stateModifiedBy: string;
  readonly labelFormat: number | null;
  readonly labelDrive: string | null;
  readonly labelledAt: Date | null;
  readonly lastReadDrive: string | null;
  readonly lastReadAt: Date | null;
  readonly lastWriteDrive: string | null;
  readonly lastWrittenAt: Date | null;
  readonly readMounts: bigint;
  readonly writeMounts: bigint;
  readonly purchaseOrder: string | null;
  readonly verificationStatus: string | null;
  readonly comment: string | null;
}

/** Each criterion that is given must hold. */
export interface TapeFilter {
  readonly vids?: readonly Vid[];
  readonly mediaType?: string;
  readonly vendor?: string;
  readonly logicalLibrary?: string;
  readonly physicalLibrary?: string;
  readonly tapePool?: string;
  readonly virtualOrganization?: string;
  readonly capacityBytes?: bigint;
  readonly full?: boolean;
  readonly fromCastor?: boolean;
  readonly state?: TapeState;
  readonly purchaseOrder?: string;
}

/** @returns the tapes that the filter leaves, by VID */
export async function listTapes(q: Queryable, filter: TapeFilter = {}): Promise<readonly TapeListItem[]> {
  const rows = await q.query<Omit<TapeListItem, keyof AuditLog> & { readonly auditColumns: AuditColumns }>(sql`
    SELECT t.VID AS "vid", m.MEDIA_TYPE_NAME AS "mediaType", t.VENDOR AS "vendor",
           l.LOGICAL_LIBRARY_NAME AS "logicalLibrary", y.PHYSICAL_LIBRARY_NAME AS "physicalLibrary",
           p.TAPE_POOL_NAME AS "tapePool", v.VIRTUAL_ORGANIZATION_NAME AS "virtualOrganization",
           t.ENCRYPTION_KEY_NAME AS "encryptionKeyName", m.CAPACITY_IN_BYTES AS "capacityBytes",
           t.DATA_IN_BYTES AS "dataBytes", t.LAST_FSEQ AS "lastFseq", t.NB_MASTER_FILES AS "masterFiles",
           t.MASTER_DATA_IN_BYTES AS "masterDataBytes", t.IS_FULL = '1' AS "full",
           t.IS_FROM_CASTOR = '1' AS "fromCastor", t.DIRTY = '1' AS "dirty", t.TAPE_STATE AS "state",
           t.STATE_REASON AS "stateReason", to_timestamp(t.STATE_UPDATE_TIME) AS "stateUpdatedAt",
           t.STATE_MODIFIED_BY AS "stateModifiedBy", t.LABEL_FORMAT::int AS "labelFormat",
           t.LABEL_DRIVE AS "labelDrive", to_timestamp(t.LABEL_TIME) AS "labelledAt",
           t.LAST_READ_DRIVE AS "lastReadDrive", to_timestamp(t.LAST_READ_TIME) AS "lastReadAt",
           t.LAST_WRITE_DRIVE AS "lastWriteDrive", to_timestamp(t.LAST_WRITE_TIME) AS "lastWrittenAt",
           t.READ_MOUNT_COUNT AS "readMounts", t.WRITE_MOUNT_COUNT AS "writeMounts",
           t.PURCHASE_ORDER AS "purchaseOrder", t.VERIFICATION_STATUS AS "verificationStatus",
           t.USER_COMMENT AS "comment", ${auditLogColumn(sql`t`)}
      FROM TAPE t
      JOIN MEDIA_TYPE m USING (MEDIA_TYPE_ID)
      JOIN LOGICAL_LIBRARY l USING (LOGICAL_LIBRARY_ID)
      JOIN TAPE_POOL p USING (TAPE_POOL_ID)
      JOIN VIRTUAL_ORGANIZATION v USING (VIRTUAL_ORGANIZATION_ID)
      LEFT JOIN PHYSICAL_LIBRARY y USING (PHYSICAL_LIBRARY_ID)
     WHERE ${joined([sql`true`, ...criteria(filter)], ' AND ')}
     ORDER BY t.VID`);
  return rows.map(withAuditLog);
}

function criteria(filter: TapeFilter): readonly Statement[] {
  const { vids, mediaType, vendor, logicalLibrary, physicalLibrary, tapePool, virtualOrganization } = filter;
  const { capacityBytes, full, fromCastor, state, purchaseOrder } = filter;
  return [
    vids && sql`t.VID = ANY(${vids})`,
    mediaType === undefined ? undefined : sql`m.MEDIA_TYPE_NAME = ${mediaType}`,
    vendor === undefined ? undefined : sql`t.VENDOR = ${vendor}`,
    logicalLibrary === undefined ? undefined : sql`l.LOGICAL_LIBRARY_NAME = ${logicalLibrary}`,
    physicalLibrary === undefined ? undefined : sql`y.PHYSICAL_LIBRARY_NAME = ${physicalLibrary}`,
    tapePool === undefined ? undefined : sql`p.TAPE_POOL_NAME = ${tapePool}`,
    virtualOrganization === undefined ? undefined : sql`v.VIRTUAL_ORGANIZATION_NAME = ${virtualOrganization}`,
    capacityBytes === undefined ? undefined : sql`m.CAPACITY_IN_BYTES = ${capacityBytes}`,
    full === undefined ? undefined : sql`t.IS_FULL = ${full ? '1' : '0'}`,
    fromCastor === undefined ? undefined : sql`t.IS_FROM_CASTOR = ${fromCastor ? '1' : '0'}`,
    state === undefined ? undefined : sql`t.TAPE_STATE = ${state}`,
    purchaseOrder === undefined ? undefined : sql`t.PURCHASE_ORDER = ${purchaseOrder}`,
  ].filter((criterion) => criterion !== undefined);
}
