import { type Queryable, schemaVersionOf, sql } from '@cta/database';
import { type CatalogueVersion, catalogueMigrations, readCatalogueVersion, supportedMajorVersion } from '../schema.ts';
import { compareShapes, type SchemaDifference } from './compare-shapes.ts';
import { readSchemaShape, type SchemaPart } from './schema-shape.ts';
import { readCtaShape } from './shape-file.ts';

/** Copies of a file that the Catalogue has twice under one number, which our schema does not allow. */
export interface DoubledCopy {
  readonly archiveFileId: bigint;
  readonly copyNb: number;
  readonly tapes: readonly string[];
}

/** What a database has of a Catalogue, and what it lacks to be ours. */
export type CatalogueInspection =
  | { readonly state: 'absent'; readonly schema: string; readonly due: readonly string[] }
  | {
      readonly state: 'present';
      readonly schema: string;
      readonly version: CatalogueVersion;
      /** Whose version is not supported, or who is being upgraded, is left alone. */
      readonly versionFits: boolean;
      readonly tables: readonly string[];
      /** Compared with CTA's schema 15.0; what our migrations add is not told once they have run. */
      readonly differences: readonly SchemaDifference[];
      readonly doubledCopies: readonly DoubledCopy[];
      /** As the planner estimates; a unique index over them is what takes the time of the migration. */
      readonly tapeFiles: number;
      /** Migrations of ours, by name. */
      readonly applied: number;
      readonly due: readonly string[];
    };

/** Looks at a Catalogue and changes nothing. */
export async function inspectCatalogue(q: Queryable, schema: string): Promise<CatalogueInspection> {
  const migrations = await catalogueMigrations();
  const found = await readSchemaShape(q, schema);
  const tables = tablesOf(found);
  if (!tables.includes('cta_catalogue')) return { state: 'absent', schema, due: migrations.map(({ name }) => name) };
  const applied = await schemaVersionOf(q, schema);
  const version = await readCatalogueVersion(q);
  const differences = compareShapes(await readCtaShape(), found);
  return {
    state: 'present',
    schema,
    version,
    versionFits: version.major === supportedMajorVersion && !version.upgrading,
    tables,
    differences:
      applied === 0 ? differences : differences.filter(({ type, blocks }) => type !== 'additional' || blocks),
    doubledCopies: applied === 0 && tables.includes('tape_file') ? await doubledCopies(q) : [],
    tapeFiles: await estimatedRows(q, schema, 'tape_file'),
    applied,
    // The first is CTA's own schema: there already, whoever made it.
    due: migrations.slice(Math.max(applied, 1)).map(({ name }) => name),
  };
}

/** Whether a Catalogue can be used once the migrations that are due have run. */
export function isFit(inspection: CatalogueInspection): boolean {
  if (inspection.state === 'absent') return true;
  const { versionFits, differences, doubledCopies: doubled } = inspection;
  return versionFits && doubled.length === 0 && !differences.some(({ blocks }) => blocks);
}

function tablesOf(parts: readonly SchemaPart[]): readonly string[] {
  return [...new Set(parts.filter(({ kind }) => kind === 'column').map(({ table }) => table))];
}

const mostDoubledCopies = 20;

async function doubledCopies(q: Queryable): Promise<readonly DoubledCopy[]> {
  return q.query<DoubledCopy>(sql`
    SELECT ARCHIVE_FILE_ID AS "archiveFileId", COPY_NB::int AS "copyNb", array_agg(VID::text ORDER BY VID, FSEQ) AS tapes
      FROM TAPE_FILE GROUP BY ARCHIVE_FILE_ID, COPY_NB HAVING count(*) > 1
     ORDER BY ARCHIVE_FILE_ID, COPY_NB LIMIT ${mostDoubledCopies}`);
}

async function estimatedRows(q: Queryable, schema: string, table: string): Promise<number> {
  const [row] = await q.query<{ rows: number }>(sql`
    SELECT greatest(c.reltuples, 0)::float8 AS rows
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = ${schema} AND c.relname = ${table}`);
  return row?.rows ?? 0;
}
