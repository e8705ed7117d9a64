import { ConditionError } from '@cta/conditions';
import { type Database, migrate } from '@cta/database';
import { catalogueMigrations } from '../schema.ts';
import { inspectCatalogue, isFit } from './inspect-catalogue.ts';

/** CTA's schema 15.0, which the first migration makes where there is none. */
const ctaSchemaVersion = 1;

/**
 * Brings a Catalogue to the schema of this release, in one transaction: one of CTA's gets our own tables and columns, one of
 * ours what is new, and where there is none it is made.
 * @param db opened for `schema`
 * @returns names of the migrations that this call applied
 * @throws CATALOGUE_UNFIT where inspectCatalogue finds what stands in the way: nothing was changed
 */
export async function adoptCatalogue(db: Database, schema: string): Promise<readonly string[]> {
  const inspection = await inspectCatalogue(db, schema);
  if (!isFit(inspection)) {
    throw new ConditionError('CATALOGUE_UNFIT', { message: `schema ${schema}`, details: { schema } });
  }
  const migrations = await catalogueMigrations();
  const applied = await migrate(db, schema, migrations, {
    presentVersion: inspection.state === 'present' ? ctaSchemaVersion : 0,
  });
  return migrations.filter(({ version }) => applied.includes(version)).map(({ name }) => name);
}

/** The statements that adoptCatalogue would run, for people to read; what it enters into schema_migration is not among them. */
export async function adoptionScript(schema: string, due: readonly string[]): Promise<string> {
  const steps = (await catalogueMigrations()).filter(({ name }) => due.includes(name));
  if (steps.length === 0) return '';
  const quoted = `"${schema.replaceAll('"', '""')}"`;
  return [
    'BEGIN;',
    `SET LOCAL search_path TO ${quoted};`,
    ...steps.map(({ version, name, sql }) => `\n-- ${String(version).padStart(4, '0')} ${name}\n\n${sql.trim()}`),
    '\nCOMMIT;\n',
  ].join('\n');
}
