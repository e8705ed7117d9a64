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
import { idOf } from '../entity-lookup.ts';
import { attempt, creating, deleting, modifying, requireChange, requireTexts, shortened } from '../refusals.ts';
import { type Availability, availabilityColumns, reasonOf } from './availability.ts';

/** A set of drives that can reach the same tapes. */
export interface LogicalLibrary {
  readonly name: string;
  readonly physicalLibrary: string | null;
  readonly disabled: boolean;
  readonly comment: string;
}

export interface LogicalLibraryListItem extends LogicalLibrary, AuditLog {
  readonly disabledReason: string | null;
}

/** @throws VALUE_INVALID, ENTITY_EXISTS, NO_SUCH_ENTITY */
export async function createLogicalLibrary(q: Queryable, library: LogicalLibrary, author: Author): Promise<void> {
  const { name, physicalLibrary, disabled, comment } = library;
  const what = attempt('create', 'logical library', name);
  requireTexts(what, { name, comment });
  const physicalLibraryId = physicalLibrary === null ? null : await idOf(q, 'physical library', physicalLibrary, what);
  const inserted = q.execute(sql`
    INSERT INTO LOGICAL_LIBRARY (
      LOGICAL_LIBRARY_ID, LOGICAL_LIBRARY_NAME, IS_DISABLED, PHYSICAL_LIBRARY_ID, USER_COMMENT, ${auditColumns}
    ) VALUES (
      nextval('LOGICAL_LIBRARY_ID_SEQ'), ${name}, ${disabled ? '1' : '0'}, ${physicalLibraryId},
      ${shortened(comment)}, ${auditValues(author)}
    ) ON CONFLICT DO NOTHING`);
  await creating(what, inserted);
}

export async function listLogicalLibraries(q: Queryable): Promise<readonly LogicalLibraryListItem[]> {
  const rows = await q.query<
    Omit<LogicalLibraryListItem, keyof AuditLog> & { readonly auditColumns: AuditColumns }
  >(sql`
    SELECT l.LOGICAL_LIBRARY_NAME AS "name", p.PHYSICAL_LIBRARY_NAME AS "physicalLibrary",
           l.IS_DISABLED = '1' AS "disabled", l.DISABLED_REASON AS "disabledReason", l.USER_COMMENT AS "comment",
           ${auditLogColumn(sql`l`)}
      FROM LOGICAL_LIBRARY l LEFT JOIN PHYSICAL_LIBRARY p USING (PHYSICAL_LIBRARY_ID)
     ORDER BY l.LOGICAL_LIBRARY_NAME`);
  return rows.map(withAuditLog);
}

/** What is given of a logical library is changed. */
export interface LogicalLibraryChange {
  /** null: it is part of none. */
  readonly physicalLibrary?: string | null;
  readonly comment?: string;
  readonly availability?: Availability;
}

/** @throws VALUE_INVALID, NO_SUCH_ENTITY */
export async function changeLogicalLibrary(
  q: Queryable,
  name: string,
  change: LogicalLibraryChange,
  author: Author,
): Promise<void> {
  const { physicalLibrary, comment, availability } = change;
  const what = attempt('modify', 'logical library', name);
  requireChange(what, change);
  requireTexts(what, { comment, reason: reasonOf(availability) });
  const physicalLibraryId =
    typeof physicalLibrary === 'string' ? await idOf(q, 'physical library', physicalLibrary, what) : physicalLibrary;
  const columns = {
    physical_library_id: physicalLibraryId,
    user_comment: comment && shortened(comment),
    ...availabilityColumns(availability),
  };
  await modifying(
    what,
    q.execute(sql`UPDATE LOGICAL_LIBRARY SET ${changedBy(author, columns)} WHERE LOGICAL_LIBRARY_NAME = ${name}`),
  );
}

/** @throws NO_SUCH_ENTITY, ENTITY_IN_USE */
export function deleteLogicalLibrary(q: Queryable, name: string): Promise<void> {
  const deleted = q.execute(sql`DELETE FROM LOGICAL_LIBRARY WHERE LOGICAL_LIBRARY_NAME = ${name}`);
  return deleting(attempt('delete', 'logical library', name), deleted);
}
