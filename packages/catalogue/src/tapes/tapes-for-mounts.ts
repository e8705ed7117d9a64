import { type Queryable, type Statement, sql } from '@cta/database';
import type { Vid } from '../identifiers.ts';
import type { TapeState } from './tape.ts';

/** What a mount decision needs to know of a tape. */
export interface TapeForMount {
  readonly vid: Vid;
  readonly state: TapeState;
  readonly full: boolean;
  readonly tapePool: string;
  readonly vo: string;
  /** Drives that the virtual organisation may use at once. */
  readonly readMaxDrives: number;
  readonly writeMaxDrives: number;
  readonly logicalLibrary: string;
  /** Whether the logical library, or the physical one that it is part of, is disabled. */
  readonly libraryDisabled: boolean;
  readonly mediaType: string;
  readonly vendor: string;
  readonly capacityBytes: bigint;
  readonly dataBytes: bigint;
  readonly lastFseq: bigint;
  readonly labelled: boolean;
  /** CTA's number of the format (catalogue: 4.6); undefined where the tape has no label yet. */
  readonly labelFormat: number | undefined;
  readonly encryptionKeyName: string | null;
}

/** @returns tapes of a logical library that take more files, the fullest first; a tape without a label takes none */
export function tapesForWriting(q: Queryable, logicalLibrary: string): Promise<readonly TapeForMount[]> {
  return tapes(
    q,
    sql`
    WHERE l.LOGICAL_LIBRARY_NAME = ${logicalLibrary} AND t.TAPE_STATE = 'ACTIVE' AND t.IS_FULL = '0'
      AND t.IS_FROM_CASTOR = '0' AND ${isLabelled}
    ORDER BY t.DATA_IN_BYTES DESC, t.VID`,
  );
}

/** @returns those of the tapes that exist, by VID */
export function tapesByVid(q: Queryable, vids: readonly Vid[]): Promise<readonly TapeForMount[]> {
  return tapes(q, sql`WHERE t.VID = ANY(${vids}) ORDER BY t.VID`);
}

/** A tape that CTA has written to may lack the time of its label. */
const isLabelled = sql`(t.LABEL_TIME IS NOT NULL OR t.LAST_FSEQ > 0)`;

async function tapes(q: Queryable, which: Statement): Promise<readonly TapeForMount[]> {
  const rows = await q.query<Omit<TapeForMount, 'labelFormat'> & { readonly labelFormat: number }>(sql`
    SELECT t.VID AS "vid", t.TAPE_STATE AS "state", t.IS_FULL = '1' AS "full", p.TAPE_POOL_NAME AS "tapePool",
           v.VIRTUAL_ORGANIZATION_NAME AS "vo", v.READ_MAX_DRIVES::int AS "readMaxDrives",
           v.WRITE_MAX_DRIVES::int AS "writeMaxDrives", l.LOGICAL_LIBRARY_NAME AS "logicalLibrary",
           l.IS_DISABLED = '1' OR COALESCE(y.IS_DISABLED, '0') = '1' AS "libraryDisabled",
           m.MEDIA_TYPE_NAME AS "mediaType", t.VENDOR AS "vendor", m.CAPACITY_IN_BYTES AS "capacityBytes",
           t.DATA_IN_BYTES AS "dataBytes", t.LAST_FSEQ AS "lastFseq", ${isLabelled} AS "labelled",
           COALESCE(t.LABEL_FORMAT, '0')::int AS "labelFormat", t.ENCRYPTION_KEY_NAME AS "encryptionKeyName"
      FROM TAPE t
      JOIN MEDIA_TYPE m USING (MEDIA_TYPE_ID)
      JOIN TAPE_POOL p USING (TAPE_POOL_ID)
      JOIN VIRTUAL_ORGANIZATION v USING (VIRTUAL_ORGANIZATION_ID)
      JOIN LOGICAL_LIBRARY l USING (LOGICAL_LIBRARY_ID)
      LEFT JOIN PHYSICAL_LIBRARY y USING (PHYSICAL_LIBRARY_ID)
    ${which}`);
  return rows.map((row) => ({ ...row, labelFormat: row.labelled ? row.labelFormat : undefined }));
}
