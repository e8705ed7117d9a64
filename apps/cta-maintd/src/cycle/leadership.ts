import { type Queryable, type Session, sql } from '@cta/database';

/** The right to run a routine. It goes with a connection: what is answered over that was asked by the one who leads. */
export interface Leadership {
  /** Asks over the connection that holds the lock. Rejects where that is lost, and others may lead. */
  ask<T>(question: (q: Queryable) => Promise<T>): Promise<T>;
}

/**
 * Tries to become the one that runs a routine: takes the advisory lock of its name, which PostgreSQL gives to one session
 * at a time and takes back when that session ends, however it ends.
 * @returns undefined where somebody else holds it
 */
export async function becomeLeader(session: Session, routine: string): Promise<Leadership | undefined> {
  const [row] = await session.query<{ leads: boolean }>(
    sql`SELECT pg_try_advisory_lock(hashtextextended(${`cta-maintd ${routine}`}, 0)) AS leads`,
  );
  return row?.leads === true ? new SessionLeadership(session) : undefined;
}

/** Several may ask at a time; a connection answers one question after the other. */
class SessionLeadership implements Leadership {
  readonly #session: Session;
  #latest: Promise<unknown> = Promise.resolve();

  constructor(session: Session) {
    this.#session = session;
  }

  ask<T>(question: (q: Queryable) => Promise<T>): Promise<T> {
    const answer = this.#latest.then(() => question(this.#session));
    // Who has asked hears of the failure; the next one asks all the same.
    this.#latest = answer.catch(() => undefined);
    return answer;
  }
}
