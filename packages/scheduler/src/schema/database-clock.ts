import { type Queryable, sql } from '@cta/database';

/** Now, in seconds since the epoch, by the one clock that all services share. */
export const now = sql`extract(epoch FROM now())::bigint`;

/** Asks that clock. */
export async function databaseNow(q: Queryable): Promise<number> {
  const [row] = await q.query<{ now: bigint }>(sql`SELECT ${now} AS now`);
  return Number(row?.now);
}
