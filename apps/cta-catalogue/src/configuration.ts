import { databaseSection } from '@cta/database';
import { z } from '@cta/runtime';

/** `cta-catalogue --config FILE`: where the Catalogue is, and which schema of the database it is in. */
export const configurationSchema = z.strictObject({ catalogue: databaseSection('cta_catalogue') });
