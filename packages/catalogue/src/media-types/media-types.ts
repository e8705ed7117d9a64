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
import {
  attempt,
  creating,
  deleting,
  modifying,
  requireChange,
  requirePositive,
  requireTexts,
  shortened,
} from '../refusals.ts';

/** A kind of cartridge, as it is formatted. */
export interface MediaType {
  readonly name: string;
  readonly cartridge: string;
  readonly capacityBytes: bigint;
  /** Density codes of the SCSI mode pages. */
  readonly primaryDensityCode: number | null;
  readonly secondaryDensityCode: number | null;
  /** Geometry, for the order of reading of LTO: number of wraps, and range of longitudinal positions. */
  readonly wraps: number | null;
  readonly minLpos: bigint | null;
  readonly maxLpos: bigint | null;
  readonly comment: string;
}

/** @throws VALUE_INVALID, ENTITY_EXISTS */
export async function createMediaType(q: Queryable, mediaType: MediaType, author: Author): Promise<void> {
  const { name, cartridge, capacityBytes, comment, wraps, minLpos, maxLpos } = mediaType;
  const what = attempt('create', 'media type', name);
  requireTexts(what, { name, cartridge, comment });
  requirePositive(what, { capacity: capacityBytes });
  const inserted = q.execute(sql`
    INSERT INTO MEDIA_TYPE (
      MEDIA_TYPE_ID, MEDIA_TYPE_NAME, CARTRIDGE, CAPACITY_IN_BYTES, PRIMARY_DENSITY_CODE, SECONDARY_DENSITY_CODE,
      NB_WRAPS, MIN_LPOS, MAX_LPOS, USER_COMMENT, ${auditColumns}
    ) VALUES (
      nextval('MEDIA_TYPE_ID_SEQ'), ${name}, ${cartridge}, ${capacityBytes}, ${mediaType.primaryDensityCode},
      ${mediaType.secondaryDensityCode}, ${wraps}, ${minLpos}, ${maxLpos}, ${shortened(comment)}, ${auditValues(author)}
    ) ON CONFLICT DO NOTHING`);
  await creating(what, inserted);
}

export async function listMediaTypes(q: Queryable): Promise<readonly (MediaType & AuditLog)[]> {
  const rows = await q.query<MediaType & { readonly auditColumns: AuditColumns }>(sql`
    SELECT MEDIA_TYPE_NAME AS "name", CARTRIDGE AS "cartridge", CAPACITY_IN_BYTES AS "capacityBytes",
           PRIMARY_DENSITY_CODE::int AS "primaryDensityCode", SECONDARY_DENSITY_CODE::int AS "secondaryDensityCode",
           NB_WRAPS::int AS "wraps", MIN_LPOS AS "minLpos", MAX_LPOS AS "maxLpos", USER_COMMENT AS "comment",
           ${auditLogColumn(sql`m`)}
      FROM MEDIA_TYPE m ORDER BY MEDIA_TYPE_NAME`);
  return rows.map(withAuditLog);
}

/** What is given of a media type is changed; its capacity stays, since tapes were filled by it. */
export type MediaTypeChange = Partial<Omit<MediaType, 'name' | 'capacityBytes'>>;

/** @throws VALUE_INVALID, NO_SUCH_ENTITY */
export async function changeMediaType(
  q: Queryable,
  name: string,
  change: MediaTypeChange,
  author: Author,
): Promise<void> {
  const { cartridge, primaryDensityCode, secondaryDensityCode, wraps, minLpos, maxLpos, comment } = change;
  const what = attempt('modify', 'media type', name);
  requireChange(what, change);
  requireTexts(what, { cartridge, comment });
  const columns = {
    cartridge,
    primary_density_code: primaryDensityCode,
    secondary_density_code: secondaryDensityCode,
    nb_wraps: wraps,
    min_lpos: minLpos,
    max_lpos: maxLpos,
    user_comment: comment && shortened(comment),
  };
  await modifying(
    what,
    q.execute(sql`UPDATE MEDIA_TYPE SET ${changedBy(author, columns)} WHERE MEDIA_TYPE_NAME = ${name}`),
  );
}

/** @throws NO_SUCH_ENTITY, ENTITY_IN_USE */
export function deleteMediaType(q: Queryable, name: string): Promise<void> {
  const deleted = q.execute(sql`DELETE FROM MEDIA_TYPE WHERE MEDIA_TYPE_NAME = ${name}`);
  return deleting(attempt('delete', 'media type', name), deleted);
}
