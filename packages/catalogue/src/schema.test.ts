import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { isCondition } from '@cta/conditions';
import { migrate, type Queryable, sql } from '@cta/database';
import { catalogueTemplate, testDatabase } from '@cta/testing';
import { readSchemaShape } from './adoption/schema-shape.ts';
import { ctaShapeFile, parseShape, printShape } from './adoption/shape-file.ts';
import { catalogueMigrations, catalogueSchema, checkCatalogueSchema, migrateCatalogue } from './schema.ts';

const { db, open } = await testDatabase();
const migrated = await testDatabase(catalogueTemplate);
const dumpFile = new URL('../migrations/schema.txt', import.meta.url);

/** Set to write the dump anew after a migration was added; the difference is then read in version control. */
const updateVariable = 'CTA_UPDATE_SCHEMA_DUMP';

/** One line for each thing that the schema has. */
async function dumpOf(q: Queryable): Promise<string> {
  const lines = await q.query<{ line: string }>(sql`
    SELECT line COLLATE "C" AS line FROM (
      SELECT format('column %s.%s %s%s%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
                    CASE WHEN a.attnotnull THEN ' not null' END,
                    ' default ' || pg_get_expr(d.adbin, d.adrelid)) AS line
        FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
       WHERE c.relnamespace = ${catalogueSchema}::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
      UNION ALL
      SELECT format('constraint %s.%s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
        FROM pg_constraint WHERE connamespace = ${catalogueSchema}::regnamespace AND contype <> 'n'
      UNION ALL
      SELECT format('index %s', indexdef) FROM pg_indexes WHERE schemaname = ${catalogueSchema}
      UNION ALL
      SELECT format('sequence %s start %s increment %s min %s cache %s cycle %s', sequencename, start_value,
                    increment_by, min_value, cache_size, cycle)
        FROM pg_sequences WHERE schemaname = ${catalogueSchema}
      UNION ALL
      SELECT format('trigger %s', pg_get_triggerdef(t.oid))
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
       WHERE c.relnamespace = ${catalogueSchema}::regnamespace AND NOT t.tgisinternal
    ) AS lines ORDER BY 1`);
  return lines.map(({ line }) => `${line}\n`).join('');
}

test(`The migrations make the schema of migrations/schema.txt (${updateVariable}=1 writes it)`, async () => {
  const dump = await dumpOf(migrated.db);
  if (process.env[updateVariable] === '1') await writeFile(dumpFile, dump);
  assert.deepEqual(dump.split('\n'), (await readFile(dumpFile, 'utf8')).split('\n'));
});

test(`The first migration makes the schema that an adopted Catalogue is compared with (${updateVariable}=1 writes it)`, async () => {
  const { db: other } = await testDatabase();
  await migrate(other, 'cta', (await catalogueMigrations()).slice(0, 1));
  const shape = (await readSchemaShape(other, 'cta')).filter(({ table }) => table !== 'schema_migration');
  if (process.env[updateVariable] === '1') await writeFile(ctaShapeFile, printShape(shape));
  assert.deepEqual(parseShape(await readFile(ctaShapeFile, 'utf8')), shape);
});

test('CTA_CATALOGUE has its single row', async () => {
  const rows = await migrated.db.query(sql`SELECT * FROM CTA_CATALOGUE`);
  assert.deepEqual(rows, [
    {
      schema_version_major: 15n,
      schema_version_minor: 0n,
      next_schema_version_major: null,
      next_schema_version_minor: null,
      status: 'PRODUCTION',
      is_production: '0',
    },
  ]);
});

test('A Catalogue is ours to use once it is migrated, by however many at once, and of a major version that we know', async () => {
  const unsupported = (error: unknown) => isCondition(error, 'SCHEMA_VERSION_UNSUPPORTED');
  const pools = [open({ schema: catalogueSchema }), open({ schema: catalogueSchema })];
  const [first = db] = pools;
  await assert.rejects(checkCatalogueSchema(first), unsupported);
  await Promise.all(pools.map(migrateCatalogue));
  await checkCatalogueSchema(first);
  await first.execute(sql`UPDATE CTA_CATALOGUE SET SCHEMA_VERSION_MAJOR = 16`);
  await assert.rejects(checkCatalogueSchema(first), unsupported);
});
