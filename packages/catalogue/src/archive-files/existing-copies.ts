import { type Queryable, sql } from '@cta/database';
import type { FileCopy } from './archived-batch.ts';

/** @returns those of the copies that the Catalogue has: nothing is to be transferred for them */
export function existingCopies(q: Queryable, copies: readonly FileCopy[]): Promise<readonly FileCopy[]> {
  return q.query<FileCopy>(sql`
    SELECT f.ARCHIVE_FILE_ID AS "archiveFileId", f.COPY_NB::int AS "copyNb"
      FROM unnest(
        ${copies.map(({ archiveFileId }) => archiveFileId)}::numeric[],
        ${copies.map(({ copyNb }) => copyNb)}::numeric[]
      ) AS c (ARCHIVE_FILE_ID, COPY_NB)
      JOIN TAPE_FILE f USING (ARCHIVE_FILE_ID, COPY_NB)`);
}
