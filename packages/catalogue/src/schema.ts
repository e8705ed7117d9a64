import { ConditionError } from '@cta/conditions';
import {
  type Database,
  type Migration,
  migrate,
  openedSchema,
  type Queryable,
  readMigrations,
  requireSchemaVersion,
  sql,
} from '@cta/database';

/** The schema that catalogue functions mean: they name none, so whoever opens a database for them gives it this one. */
export const catalogueSchema = 'cta_catalogue';

/** CTA's major version of the schema that we read and write. */
export const supportedMajorVersion = 15n;

let read: Promise<readonly Migration[]> | undefined;

/** The history of our schema, from CTA's 15.0 on. */
export function catalogueMigrations(): Promise<readonly Migration[]> {
  read ??= readMigrations(new URL('../migrations/', import.meta.url));
  return read;
}

/** Makes the Catalogue's schema, or brings it up to date. @returns the versions that this call applied */
export async function migrateCatalogue(db: Database): Promise<readonly number[]> {
  return migrate(db, catalogueSchema, await catalogueMigrations());
}

/**
 * Looks at the schema that the database was opened for: a Catalogue that was CTA's stays in the schema that it was in.
 * @throws SCHEMA_VERSION_UNSUPPORTED where the Catalogue is not one that this program can use
 */
export async function checkCatalogueSchema(q: Queryable): Promise<void> {
  await requireSchemaVersion(q, (await openedSchema(q)) ?? catalogueSchema, await catalogueMigrations());
  const { major, minor } = await readCatalogueVersion(q);
  if (major === supportedMajorVersion) return;
  throw new ConditionError('SCHEMA_VERSION_UNSUPPORTED', {
    message: `the Catalogue has schema version ${major}.${minor}, expected ${supportedMajorVersion}`,
    details: { found: major, expected: supportedMajorVersion },
  });
}

/** CTA's version of the schema. */
export interface CatalogueVersion {
  readonly major: bigint;
  readonly minor: bigint;
  readonly upgrading: boolean;
}

/** @throws SCHEMA_VERSION_UNSUPPORTED where the Catalogue does not say its version */
export async function readCatalogueVersion(q: Queryable): Promise<CatalogueVersion> {
  const [row] = await q.query<CatalogueVersion>(sql`
    SELECT SCHEMA_VERSION_MAJOR AS major, SCHEMA_VERSION_MINOR AS minor, STATUS = 'UPGRADING' AS upgrading
      FROM CTA_CATALOGUE`);
  if (row !== undefined) return row;
  throw new ConditionError('SCHEMA_VERSION_UNSUPPORTED', {
    message: 'the Catalogue does not say its version',
    details: { schema: catalogueSchema, expected: supportedMajorVersion },
  });
}
