import { readCatalogueVersion } from '@cta/catalogue';
import type { AdminContext } from './admin-context.ts';

/** Of the Catalogue. */
export interface ArchiveVersion {
  /** CTA's number of the schema, `15.0`. */
  readonly catalogueVersion: string;
  readonly isUpgrading: boolean;
}

export async function readArchiveVersion({ catalogueDb }: AdminContext): Promise<ArchiveVersion> {
  const { major, minor, upgrading } = await readCatalogueVersion(catalogueDb);
  return { catalogueVersion: `${major}.${minor}`, isUpgrading: upgrading };
}
