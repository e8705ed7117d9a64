import { sql } from '@cta/database';
import type { AdminContext } from './admin-context.ts';

/** Of the Catalogue. */
export interface ArchiveVersion {
  /** CTA's number of the schema, `15.0`. */
  readonly catalogueVersion: string;
  readonly isUpgrading: boolean;
}

export async function readArchiveVersion({ catalogueDb }: AdminContext): Promise<ArchiveVersion> {
  const [row] = await catalogueDb.query<{ version: string; status: string }>(sql`
    SELECT SCHEMA_VERSION_MAJOR || '.' || SCHEMA_VERSION_MINOR AS version, STATUS AS status FROM CTA_CATALOGUE`);
  return { catalogueVersion: row?.version ?? '', isUpgrading: row?.status === 'UPGRADING' };
}
