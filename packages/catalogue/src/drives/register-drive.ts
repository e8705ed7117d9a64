import { ConditionError, conditions } from '@cta/conditions';
import { type Database, sql, type Transaction } from '@cta/database';
import { epochNow } from '../author.ts';
import type { DriveName } from '../identifiers.ts';
import type { DriveConfigOption } from './drive.ts';

/** What a drive service says of itself when it starts. */
export interface DriveRegistration {
  readonly driveName: DriveName;
  readonly host: string;
  readonly logicalLibrary: string;
  readonly devFileName: string;
  readonly rawLibrarySlot: string;
  readonly ctaVersion: string;
  readonly schedulerBackendName: string;
  readonly driveConfig: readonly DriveConfigOption[];
}

/** CTA's key that divides the drives between schedulers. */
export const schedulerBackendKey = 'SchedulerBackendName';

/**
 * Enters a new drive, DOWN until an operator sets it up; of a known one it refreshes version, device and configuration.
 * Desired state, reason, comment, and what its last session left stay.
 * @throws DRIVE_REGISTERED_ELSEWHERE where the name belongs to another host or logical library
 */
export function registerDrive(db: Database, registration: DriveRegistration): Promise<'new' | 'known'> {
  return db.transaction(async (t) => {
    const isNew = await insertDrive(t, registration);
    if (!isNew) await refreshDrive(t, registration);
    await replaceConfig(t, registration);
    return isNew ? 'new' : 'known';
  });
}

async function insertDrive(t: Transaction, registration: DriveRegistration): Promise<boolean> {
  const { driveName, host, logicalLibrary, devFileName, rawLibrarySlot, ctaVersion } = registration;
  const { code, title } = conditions.DRIVE_NEVER_SET_UP;
  const actor = `cta-taped@${host}`;
  const inserted = await t.execute(sql`
    WITH entered AS (
      INSERT INTO DRIVE_STATE (
        DRIVE_NAME, HOST, LOGICAL_LIBRARY, DEV_FILE_NAME, RAW_LIBRARY_SLOT, CTA_VERSION, DRIVE_STATUS,
        DOWN_OR_UP_START_TIME, REASON_CODE, REASON_UP_DOWN, REASON_ACTOR, REASON_TIME,
        CREATION_LOG_USER_NAME, CREATION_LOG_HOST_NAME, CREATION_LOG_TIME,
        LAST_UPDATE_USER_NAME, LAST_UPDATE_HOST_NAME, LAST_UPDATE_TIME
      ) VALUES (
        ${driveName}, ${host}, ${logicalLibrary}, ${devFileName}, ${rawLibrarySlot}, ${ctaVersion}, 'DOWN',
        ${epochNow}, ${code}, ${title}, ${actor}, ${epochNow},
        'cta-taped', ${host}, ${epochNow}, 'cta-taped', ${host}, ${epochNow}
      ) ON CONFLICT DO NOTHING
      RETURNING DRIVE_NAME
    )
    INSERT INTO DRIVE_EVENT (DRIVE_NAME, KIND, CODE, TEXT, ACTOR)
    SELECT DRIVE_NAME, 'REGISTERED', ${code}, ${title}, ${actor} FROM entered`);
  return inserted === 1;
}

async function refreshDrive(t: Transaction, registration: DriveRegistration): Promise<void> {
  const { driveName, host, logicalLibrary, devFileName, rawLibrarySlot, ctaVersion } = registration;
  const refreshed = await t.execute(sql`
    UPDATE DRIVE_STATE
       SET DEV_FILE_NAME = ${devFileName}, RAW_LIBRARY_SLOT = ${rawLibrarySlot}, CTA_VERSION = ${ctaVersion},
           LAST_UPDATE_USER_NAME = 'cta-taped', LAST_UPDATE_HOST_NAME = ${host}, LAST_UPDATE_TIME = ${epochNow}
     WHERE DRIVE_NAME = ${driveName} AND HOST = ${host} AND LOGICAL_LIBRARY = ${logicalLibrary}`);
  if (refreshed === 0) throw await registeredElsewhere(t, registration);
}

async function registeredElsewhere(t: Transaction, registration: DriveRegistration): Promise<ConditionError> {
  const { driveName, host, logicalLibrary } = registration;
  const [found] = await t.query<{ name: string; host: string; library: string }>(sql`
    SELECT DRIVE_NAME AS name, HOST AS host, LOGICAL_LIBRARY AS library
      FROM DRIVE_STATE WHERE LOWER(DRIVE_NAME) = LOWER(${driveName})`);
  return new ConditionError('DRIVE_REGISTERED_ELSEWHERE', {
    message:
      `drive ${driveName} of host ${host} and logical library ${logicalLibrary} is registered as ` +
      `${found?.name} of host ${found?.host} and logical library ${found?.library}`,
    details: {
      drive: driveName,
      host,
      logical_library: logicalLibrary,
      registered_host: found?.host ?? null,
      registered_logical_library: found?.library ?? null,
    },
  });
}

/** CTA stores an option without a value or source as the text NULL. */
const nothing = 'NULL';

/** Writes the options that have changed, and removes those that are no more. */
async function replaceConfig(t: Transaction, registration: DriveRegistration): Promise<void> {
  const { driveName, schedulerBackendName, driveConfig } = registration;
  const options: readonly DriveConfigOption[] = [
    ...driveConfig.filter(({ key }) => key !== schedulerBackendKey),
    { category: 'general', key: schedulerBackendKey, value: schedulerBackendName, source: 'registration' },
  ];
  const keys = options.map(({ key }) => key);
  await t.execute(sql`DELETE FROM DRIVE_CONFIG WHERE DRIVE_NAME = ${driveName} AND KEY_NAME <> ALL (${keys}::text[])`);
  await t.execute(sql`
    INSERT INTO DRIVE_CONFIG (DRIVE_NAME, CATEGORY, KEY_NAME, VALUE, SOURCE)
    SELECT ${driveName}, changed.* FROM (
      SELECT * FROM unnest(
        ${options.map(({ category }) => category)}::text[],
        ${keys}::text[],
        ${options.map(({ value }) => (value === '' ? nothing : value.slice(0, 1000)))}::text[],
        ${options.map(({ source }) => (source === '' ? nothing : source.slice(0, 100)))}::text[]
      )
      EXCEPT SELECT CATEGORY, KEY_NAME, VALUE, SOURCE FROM DRIVE_CONFIG WHERE DRIVE_NAME = ${driveName}
    ) AS changed
    ON CONFLICT (KEY_NAME, DRIVE_NAME) DO UPDATE
      SET CATEGORY = EXCLUDED.CATEGORY, VALUE = EXCLUDED.VALUE, SOURCE = EXCLUDED.SOURCE`);
}
