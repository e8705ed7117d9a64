import { type Database, identifier, sql } from '@cta/database';
import { ctaEntryStatements } from './cta-entries.ts';
import { ctaSchemaStatements } from './cta-schema.ts';

export interface CtaCatalogueOptions {
  /** `public` where absent, as CTA has it. */
  readonly schema?: string;
  /** Changes the statements that make it, for Catalogues that are not as they should be. */
  readonly edit?: (statements: readonly string[]) => readonly string[];
}

/** Makes a Catalogue as CTA has it, schema 15.0, with one of most things in it: a file on tape V00001, drive1 down. */
export async function createCtaCatalogue(
  db: Database,
  { schema = 'public', edit }: CtaCatalogueOptions = {},
): Promise<void> {
  const statements = [...(edit?.(ctaSchemaStatements) ?? ctaSchemaStatements), ...ctaEntryStatements];
  await db.transaction(async (t) => {
    await t.execute(sql`CREATE SCHEMA IF NOT EXISTS ${identifier(schema)}`);
    await t.execute(sql`SET LOCAL search_path TO ${identifier(schema)}`);
    for (const text of statements) await t.execute({ text, values: [] });
  });
}
