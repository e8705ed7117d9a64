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
import { attempt, creating, deleting, modifying, orNull, requireChange, requireTexts } from '../refusals.ts';
import { type Availability, availabilityColumns, reasonOf } from './availability.ts';

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

/** What is given of a physical library is changed; an optional text that is empty is none. */
export interface PhysicalLibraryChange extends Partial<Omit<PhysicalLibrary, 'name' | 'manufacturer'>> {
  readonly availability?: Availability;
}

/** @throws VALUE_INVALID, NO_SUCH_ENTITY */
export async function changePhysicalLibrary(
  q: Queryable,
  name: string,
  change: PhysicalLibraryChange,
  author: Author,
): Promise<void> {
  const { model, availability } = change;
  const what = attempt('modify', 'physical library', name);
  requireChange(what, change);
  requireTexts(what, { model, reason: reasonOf(availability) });
  const columns = {
    physical_library_model: model,
    physical_library_type: orNull(change.type),
    physical_location: orNull(change.location),
    gui_url: orNull(change.guiUrl),
    webcam_url: orNull(change.webcamUrl),
    nb_physical_cartridge_slots: change.cartridgeSlots,
    nb_available_cartridge_slots: change.availableCartridgeSlots,
    nb_physical_drive_slots: change.driveSlots,
    user_comment: orNull(change.comment),
    ...availabilityColumns(availability),
  };
  await modifying(
    what,
    q.execute(sql`UPDATE PHYSICAL_LIBRARY SET ${changedBy(author, columns)} WHERE PHYSICAL_LIBRARY_NAME = ${name}`),
  );
}

/** @throws NO_SUCH_ENTITY, ENTITY_IN_USE */
export function deletePhysicalLibrary(q: Queryable, name: string): Promise<void> {
  const deleted = q.execute(sql`DELETE FROM PHYSICAL_LIBRARY WHERE PHYSICAL_LIBRARY_NAME = ${name}`);
  return deleting(attempt('delete', 'physical library', name), deleted);
}
