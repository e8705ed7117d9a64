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
import { attempt, creating, deleting, orNull, requireTexts } from '../refusals.ts';

/** A library as it stands in a room. */
export interface PhysicalLibrary {
  readonly name: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly type: string | null;
  readonly location: string | null;
  readonly guiUrl: string | null;
  readonly webcamUrl: string | null;
  readonly cartridgeSlots: number;
  readonly availableCartridgeSlots: number | null;
  readonly driveSlots: number;
  readonly comment: string | null;
}

export interface PhysicalLibraryListItem extends PhysicalLibrary, AuditLog {
  readonly disabled: boolean;
  readonly disabledReason: string | null;
}

/** @throws VALUE_INVALID, ENTITY_EXISTS */
export async function createPhysicalLibrary(q: Queryable, library: PhysicalLibrary, author: Author): Promise<void> {
  const { name, manufacturer, model, type, location, guiUrl, webcamUrl, comment } = library;
  const { cartridgeSlots, availableCartridgeSlots, driveSlots } = library;
  const what = attempt('create', 'physical library', name);
  requireTexts(what, { name, manufacturer, model });
  const inserted = q.execute(sql`
    INSERT INTO PHYSICAL_LIBRARY (
      PHYSICAL_LIBRARY_ID, PHYSICAL_LIBRARY_NAME, PHYSICAL_LIBRARY_MANUFACTURER, PHYSICAL_LIBRARY_MODEL,
      PHYSICAL_LIBRARY_TYPE, PHYSICAL_LOCATION, GUI_URL, WEBCAM_URL, NB_PHYSICAL_CARTRIDGE_SLOTS,
      NB_AVAILABLE_CARTRIDGE_SLOTS, NB_PHYSICAL_DRIVE_SLOTS, USER_COMMENT, ${auditColumns}
    ) VALUES (
      nextval('PHYSICAL_LIBRARY_ID_SEQ'), ${name}, ${manufacturer}, ${model}, ${orNull(type)}, ${orNull(location)},
      ${orNull(guiUrl)}, ${orNull(webcamUrl)}, ${cartridgeSlots}, ${availableCartridgeSlots}, ${driveSlots},
      ${orNull(comment)}, ${auditValues(author)}
    ) ON CONFLICT DO NOTHING`);
  await creating(what, inserted);
}

export async function listPhysicalLibraries(q: Queryable): Promise<readonly PhysicalLibraryListItem[]> {
  const rows = await q.query<
    Omit<PhysicalLibraryListItem, keyof AuditLog> & { readonly auditColumns: AuditColumns }
  >(sql`
    SELECT PHYSICAL_LIBRARY_NAME AS "name", PHYSICAL_LIBRARY_MANUFACTURER AS "manufacturer",
           PHYSICAL_LIBRARY_MODEL AS "model", PHYSICAL_LIBRARY_TYPE AS "type", PHYSICAL_LOCATION AS "location",
           GUI_URL AS "guiUrl", WEBCAM_URL AS "webcamUrl", NB_PHYSICAL_CARTRIDGE_SLOTS::int AS "cartridgeSlots",
           NB_AVAILABLE_CARTRIDGE_SLOTS::int AS "availableCartridgeSlots",
           NB_PHYSICAL_DRIVE_SLOTS::int AS "driveSlots", USER_COMMENT AS "comment", IS_DISABLED = '1' AS "disabled",
           DISABLED_REASON AS "disabledReason", ${auditLogColumn(sql`p`)}
      FROM PHYSICAL_LIBRARY p ORDER BY PHYSICAL_LIBRARY_NAME`);
  return rows.map(withAuditLog);
}

/** @throws NO_SUCH_ENTITY, ENTITY_IN_USE */
export function deletePhysicalLibrary(q: Queryable, name: string): Promise<void> {
  const deleted = q.execute(sql`DELETE FROM PHYSICAL_LIBRARY WHERE PHYSICAL_LIBRARY_NAME = ${name}`);
  return deleting(attempt('delete', 'physical library', name), deleted);
}
