import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCondition } from '@cta/conditions';
import { type Database, sql } from '@cta/database';
import { catalogueTemplate, createCtaCatalogue, type CtaCatalogueOptions, testDatabase } from '@cta/testing';
import { listTapeFiles } from '../archive-files/list-tape-files.ts';
import { setDriveUp } from '../drives/desired-state.ts';
import { driveHistory } from '../drives/drive-history.ts';
import { readDrive } from '../drives/read-drives.ts';
import { registerDrive } from '../drives/register-drive.ts';
import { DriveName, Vid } from '../identifiers.ts';
import { catalogueSchema, checkCatalogueSchema } from '../schema.ts';
import { listTapes } from '../tapes/list-tapes.ts';
import { adoptCatalogue, adoptionScript } from './adopt-catalogue.ts';
import { findCatalogueSchema } from './find-catalogue.ts';
import { type CatalogueInspection, inspectCatalogue, isFit } from './inspect-catalogue.ts';
import { partName, readSchemaShape } from './schema-shape.ts';

type Present = Extract<CatalogueInspection, { state: 'present' }>;

const { open } = await testDatabase();
let made = 0;

/** A Catalogue of CTA's in a schema of its own. */
async function ctaCatalogue(
  edit?: CtaCatalogueOptions['edit'],
): Promise<{ readonly db: Database; readonly schema: string }> {
  made += 1;
  const schema = `site${made}`;
  const db = open({ schema, maxConnections: 2 });
  await createCtaCatalogue(db, { schema, ...(edit && { edit }) });
  return { db, schema };
}

async function inspected(db: Database, schema: string): Promise<Present> {
  const inspection = await inspectCatalogue(db, schema);
  return inspection.state === 'present' ? inspection : assert.fail('no Catalogue');
}

/** What blocks and what does not, by names of the parts. */
function differencesOf({ differences }: Present): readonly unknown[] {
  return differences.map((difference) => {
    if (difference.type === 'missing-table') return [difference.type, difference.table];
    const part = difference.type === 'additional' ? difference.found : difference.expected;
    return [difference.type, partName(part), difference.blocks];
  });
}

test('A Catalogue as CTA makes it is found to be fit, and only our own migrations are due', async () => {
  const { db, schema } = await ctaCatalogue();
  const inspection = await inspected(db, schema);
  assert.deepEqual(differencesOf(inspection), []);
  assert.deepEqual(inspection.version, { major: 15n, minor: 0n, upgrading: false });
  assert.equal(inspection.applied, 0);
  assert.deepEqual(inspection.due.slice(0, 2), ['three-statuses', 'session-faults']);
  assert.equal(isFit(inspection), true);
  assert.match(await adoptionScript(schema, inspection.due), /^BEGIN;\n[^]*ADD COLUMN REASON_CODE[^]*COMMIT;\n$/);
});

test('Once adopted it has the shape of one that we made, and is ours to use', async () => {
  const { db, schema } = await ctaCatalogue();
  const applied = await adoptCatalogue(db, schema);
  assert.ok(applied.includes('three-statuses') && !applied.includes('cta-schema-15-0'));
  const ours = await testDatabase(catalogueTemplate);
  const adopted = (await readSchemaShape(db, schema)).filter(({ table }) => table !== 'databasechangelog');
  assert.deepEqual(adopted, await readSchemaShape(ours.db, catalogueSchema));
  await checkCatalogueSchema(db);
  assert.deepEqual(await adoptCatalogue(db, schema), []);
  assert.deepEqual((await inspected(db, schema)).due, []);
});

test("What CTA entered is there afterwards, and a drive of CTA's is set up by our own rules", async () => {
  const { db, schema } = await ctaCatalogue();
  await adoptCatalogue(db, schema);
  const [tape] = await listTapes(db);
  assert.deepEqual([tape?.vid, tape?.state, tape?.lastFseq], [Vid('V00001'), 'ACTIVE', 1n]);
  const [file] = await listTapeFiles(db, { vid: Vid('V00001') });
  assert.deepEqual([file?.archiveFileId, file?.diskFileId, file?.adler32], [4294967296n, '12345', 0x71d3fa79]);
  const driveName = DriveName('drive1');
  const registration = {
    driveName,
    host: 'tapeserver',
    logicalLibrary: 'library',
    devFileName: '/dev/nst0',
    rawLibrarySlot: '0',
    ctaVersion: '0.1.0',
    schedulerBackendName: 'default',
    driveConfig: [],
  };
  assert.equal(await registerDrive(db, registration), 'known');
  const { desired } = await readDrive(db, driveName);
  assert.deepEqual([desired.state, desired.state === 'DOWN' && desired.text], ['DOWN', 'Shutdown']);
  await setDriveUp(db, driveName, { text: 'moved', actor: 'operator@console' });
  assert.deepEqual(
    (await driveHistory(db, driveName, 10)).map(({ kind }) => kind),
    ['SET_UP'],
  );
});

test('A role that may change drives but nothing of ours can still set one up', async () => {
  const { db, schema } = await ctaCatalogue();
  await adoptCatalogue(db, schema);
  const role = `cta_role_${process.pid}`;
  const statements = [
    `CREATE ROLE ${role}`,
    `GRANT USAGE ON SCHEMA ${schema} TO ${role}`,
    `GRANT SELECT, UPDATE ON ${schema}.DRIVE_STATE TO ${role}`,
  ];
  for (const text of statements) await db.execute({ text, values: [] });
  await db.transaction(async (t) => {
    await t.execute({ text: `SET LOCAL ROLE ${role}`, values: [] });
    await t.execute(sql`UPDATE DRIVE_STATE SET DESIRED_UP = '1'`);
  });
  for (const text of [`DROP OWNED BY ${role}`, `DROP ROLE ${role}`]) await db.execute({ text, values: [] });
});

test('What is missing or different is told, and blocks where our statements would fail on it', async () => {
  const { db, schema } = await ctaCatalogue((statements) =>
    statements
      .filter((text) => !/INDEX ON TAPE_FILE \(ARCHIVE_FILE_ID\)|INDEX ON MEDIA_TYPE|TABLE TAPE_POOL_SUPPLY/.test(text))
      .map((text) => text.replace('REASON_UP_DOWN VARCHAR(1000)', 'REASON_UP_DOWN VARCHAR(100)'))
      .map((text) => text.replace('PURCHASE_ORDER VARCHAR(100), ', 'SITE_SHELF VARCHAR(10), '))
      .map((text) => text.replace("'LABEL', 'NO_MOUNT'", "'NO_MOUNT'")),
  );
  const inspection = await inspected(db, schema);
  const tellsOf = (type: string, name: string, blocks: boolean) =>
    assert.ok(
      differencesOf(inspection).some(
        (each) => Array.isArray(each) && each[0] === type && String(each[1]).startsWith(name) && each[2] === blocks,
      ),
      `${type} ${name} ${blocks} in ${JSON.stringify(differencesOf(inspection))}`,
    );
  assert.deepEqual(differencesOf(inspection)[0], ['missing-table', 'tape_pool_supply']);
  tellsOf('different', 'column | drive_state | reason_up_down', true);
  tellsOf('missing', 'column | tape | purchase_order', true);
  tellsOf('additional', 'column | tape | site_shelf', false);
  tellsOf('missing', 'unique | media_type | media_type_name', true);
  tellsOf('missing', 'index | tape_file | archive_file_id', false);
  tellsOf('missing', 'check | drive_state | CHECK (mount_type', false);
  assert.equal(isFit(inspection), false);
  await assert.rejects(adoptCatalogue(db, schema), (error) => isCondition(error, 'CATALOGUE_UNFIT'));
  assert.equal((await inspected(db, schema)).applied, 0);
});

test('A copy that is there twice, another version and an upgrade under way stand in the way', async () => {
  const { db, schema } = await ctaCatalogue();
  await db.execute(sql`
    INSERT INTO TAPE_FILE (VID, FSEQ, BLOCK_ID, LOGICAL_SIZE_IN_BYTES, COPY_NB, CREATION_TIME, ARCHIVE_FILE_ID)
    SELECT VID, 2, 10, LOGICAL_SIZE_IN_BYTES, COPY_NB, CREATION_TIME, ARCHIVE_FILE_ID FROM TAPE_FILE`);
  const doubled = await inspected(db, schema);
  assert.deepEqual(doubled.doubledCopies, [{ archiveFileId: 4294967296n, copyNb: 1, tapes: ['V00001', 'V00001'] }]);
  assert.equal(isFit(doubled), false);
  await db.execute(sql`DELETE FROM TAPE_FILE WHERE FSEQ = 2`);
  assert.equal(isFit(await inspected(db, schema)), true);
  for (const change of [sql`STATUS = 'UPGRADING'`, sql`STATUS = 'PRODUCTION', SCHEMA_VERSION_MAJOR = 14`]) {
    await db.execute(sql`UPDATE CTA_CATALOGUE SET ${change}`);
    assert.equal(isFit(await inspected(db, schema)), false);
  }
});

test('Where there is no Catalogue one is made', async () => {
  const { open: openEmpty } = await testDatabase();
  const db = openEmpty({ schema: catalogueSchema });
  assert.equal(await findCatalogueSchema(db), catalogueSchema);
  assert.equal((await inspectCatalogue(db, catalogueSchema)).state, 'absent');
  assert.equal((await adoptCatalogue(db, catalogueSchema))[0], 'cta-schema-15-0');
  await checkCatalogueSchema(db);
  await createCtaCatalogue(db);
  await assert.rejects(findCatalogueSchema(db), (error) => isCondition(error, 'SCHEMA_VERSION_UNSUPPORTED'));
});
