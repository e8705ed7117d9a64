import { type Session, sql } from '@cta/database';

/**
 * Tries to become the one that runs a routine: takes the advisory lock of its name, which PostgreSQL gives to one session
 * at a time and takes back when that session ends, however it ends.
 * @returns false where somebody else holds it
 */
export async function becomeLeader(session: Session, routine: string): Promise<boolean> {
  const [row] = await session.query<{ leads: boolean }>(
    sql`SELECT pg_try_advisory_lock(hashtextextended(${`cta-maintd ${routine}`}, 0)) AS leads`,
  );
  return row?.leads === true;
}
