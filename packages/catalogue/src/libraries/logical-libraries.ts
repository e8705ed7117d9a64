import { type Queryable, sql } from '@cta/database';
import {
  type AuditColumns,
  type AuditLog,
  type Author,
  auditColumns,
  auditLogColumn,
  auditUpdate,
  auditValues,
  withAuditLog,
} from '../author.ts';
import { idOf } from '../entity-lookup.ts';
import { attempt, creating, deleting, noSuchEntity, requireTexts, shortened } from '../refusals.ts';

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

/** The drives of a disabled library get no mount. @throws VALUE_INVALID, NO_SUCH_ENTITY */
export async function disableLogicalLibrary(q: Queryable, name: string, reason: string, author: Author): Promise<void> {
  requireTexts(attempt('modify', 'logical library', name), { reason });
  await setDisabled(q, name, shortened(reason), author);
}

/** Lets the library's drives get mounts again, and clears the reason. @throws NO_SUCH_ENTITY */
export function enableLogicalLibrary(q: Queryable, name: string, author: Author): Promise<void> {
  return setDisabled(q, name, null, author);
}

async function setDisabled(q: Queryable, name: string, reason: string | null, author: Author): Promise<void> {
  const changed = await q.execute(sql`
    UPDATE LOGICAL_LIBRARY
       SET IS_DISABLED = ${reason === null ? '0' : '1'}, DISABLED_REASON = ${reason}, ${auditUpdate(author)}
     WHERE LOGICAL_LIBRARY_NAME = ${name}`);
  if (changed === 0) throw noSuchEntity(attempt('modify', 'logical library', name));
}

/** @throws NO_SUCH_ENTITY, ENTITY_IN_USE */
export function deleteLogicalLibrary(q: Queryable, name: string): Promise<void> {
  const deleted = q.execute(sql`DELETE FROM LOGICAL_LIBRARY WHERE LOGICAL_LIBRARY_NAME = ${name}`);
  return deleting(attempt('delete', 'logical library', name), deleted);
}
