import { type Queryable, sql } from '@cta/database';
import type { DriveName } from '../identifiers.ts';
import { attempt, noSuchEntity } from '../refusals.ts';

/** What a drive answered to SCSI commands. */
export interface DriveHardware {
  readonly vendor: string;
  readonly product: string;
  readonly serialNumber: string;
  readonly firmware: string;
  /** null: not known. */
  readonly mediumPresent: boolean | null;
  readonly mediumLabel: string | null;
  /** Numbers of the TapeAlert flags that are set. */
  readonly tapeAlertFlags: readonly number[];
  readonly cleaningDue: boolean;
  readonly lastSense: string | null;
}

/** Records what the hardware says; flags that were not set before become an event. @throws NO_SUCH_ENTITY */
export async function reportDriveHardware(q: Queryable, driveName: DriveName, hardware: DriveHardware): Promise<void> {
  const { vendor, product, serialNumber, firmware, mediumPresent, mediumLabel, cleaningDue, lastSense } = hardware;
  const flags = [...hardware.tapeAlertFlags];
  const recorded = await q.query(sql`
    WITH drive AS (
      SELECT d.DRIVE_NAME, d.HOST, d.SESSION_ID, d.CURRENT_VID,
             COALESCE(h.TAPE_ALERT_FLAGS, '{}') AS FLAGS_BEFORE
        FROM DRIVE_STATE d LEFT JOIN DRIVE_HARDWARE h USING (DRIVE_NAME) WHERE d.DRIVE_NAME = ${driveName}
    ), reported AS (
      INSERT INTO DRIVE_HARDWARE
      SELECT DRIVE_NAME, ${vendor}, ${product}, ${serialNumber}, ${firmware}, ${mediumPresent}, ${mediumLabel},
             ${flags}::smallint[], ${cleaningDue}, ${lastSense}, clock_timestamp()
        FROM drive
      ON CONFLICT (DRIVE_NAME) DO UPDATE
         SET (VENDOR, PRODUCT, SERIAL_NUMBER, FIRMWARE, IS_MEDIUM_PRESENT, MEDIUM_LABEL, TAPE_ALERT_FLAGS,
              IS_CLEANING_DUE, LAST_SENSE, REPORTED_AT)
           = (EXCLUDED.VENDOR, EXCLUDED.PRODUCT, EXCLUDED.SERIAL_NUMBER, EXCLUDED.FIRMWARE,
              EXCLUDED.IS_MEDIUM_PRESENT, EXCLUDED.MEDIUM_LABEL, EXCLUDED.TAPE_ALERT_FLAGS,
              EXCLUDED.IS_CLEANING_DUE, EXCLUDED.LAST_SENSE, EXCLUDED.REPORTED_AT)
    ), alerted AS (
      INSERT INTO DRIVE_EVENT (DRIVE_NAME, KIND, TEXT, ACTOR, MOUNT_ID, VID)
      SELECT DRIVE_NAME, 'HARDWARE_ALERT', 'TapeAlert flags ' || array_to_string(${flags}::smallint[], ', '),
             'cta-taped@' || HOST, SESSION_ID, CURRENT_VID
        FROM drive WHERE NOT ${flags}::smallint[] <@ FLAGS_BEFORE
    )
    SELECT FROM drive`);
  if (recorded.length === 0) throw noSuchEntity(attempt('modify', 'drive', driveName));
}

/** @returns what the hardware last said, or undefined where it never did */
export async function readDriveHardware(
  q: Queryable,
  driveName: DriveName,
): Promise<(DriveHardware & { readonly reportedAt: Date }) | undefined> {
  const [row] = await q.query<DriveHardware & { readonly reportedAt: Date }>(sql`
    SELECT VENDOR AS "vendor", PRODUCT AS "product", SERIAL_NUMBER AS "serialNumber", FIRMWARE AS "firmware",
           IS_MEDIUM_PRESENT AS "mediumPresent", MEDIUM_LABEL AS "mediumLabel",
           TAPE_ALERT_FLAGS AS "tapeAlertFlags", IS_CLEANING_DUE AS "cleaningDue", LAST_SENSE AS "lastSense",
           REPORTED_AT AS "reportedAt"
      FROM DRIVE_HARDWARE WHERE DRIVE_NAME = ${driveName}`);
  return row;
}
