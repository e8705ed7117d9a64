import { sql } from '@cta/database';

/** Now, in seconds since the epoch, by the one clock that all services share. */
export const now = sql`extract(epoch FROM now())::bigint`;
