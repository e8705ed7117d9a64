import { ConditionError, isCondition } from '@cta/conditions';
import type pg from 'pg';
import type { Database, Queryable, Session, Statement, Transaction } from '../database.ts';
import { connectionLosses, fromPostgres } from '../errors/from-postgres.ts';
import { sql } from '../statement.ts';

/** What is under way when a pool is closed is given this long, then it is cut off. */
const closeGraceMs = 1000;

/** A `pg` pool as a Database. */
export class PoolDatabase implements Database {
  readonly #pool: pg.Pool;
  readonly #inUse = new Set<pg.PoolClient>();
  #closed: Promise<void> | undefined;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  query<Row extends object>(statement: Statement): Promise<readonly Row[]> {
    return this.#withClient((client) => rowsOf<Row>(client, statement));
  }

  execute(statement: Statement): Promise<number> {
    return this.#withClient((client) => changesOf(client, statement));
  }

  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.#withClient(async (client, discard) => {
      await changesOf(client, sql`BEGIN`);
      const { lease, end } = leaseOf(client);
      let result: T;
      try {
        result = await work({ ...lease, isTransaction: true });
      } catch (error) {
        end();
        // The work's own error is the one to tell; a connection that cannot even roll back is not used again.
        if (isLoss(error)) discard();
        else await changesOf(client, sql`ROLLBACK`).catch(discard);
        throw error;
      }
      end();
      await commit(client);
      return result;
    });
  }

  session<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#withClient(async (client, discard) => {
      discard();
      const { lease, end } = leaseOf(client);
      try {
        return await work({ ...lease, isSession: true });
      } finally {
        end();
      }
    });
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** Ending a connection to a server that is gone would take its connect or statement timeout. */
  async #close(): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, closeGraceMs);
    await Promise.race([this.#pool.end(), late]);
    clearTimeout(timer);
    await Promise.all([...this.#inUse].map((client) => client.end()));
  }

  /** Throws also where `pg` does so at once: it reads the files of a secure connection before it returns a promise. */
  async #connect(): Promise<pg.PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw fromPostgres(error);
    }
  }

  /** Gives a connection back to the pool only if it is in order; one that failed as a connection is closed. */
  async #withClient<T>(use: (client: pg.PoolClient, discard: () => void) => Promise<T>): Promise<T> {
    const client = await this.#connect();
    let usable = true;
    const discard = (): void => {
      usable = false;
    };
    // While a client is out of the pool an 'error' event that nobody listens to would end the process.
    client.on('error', discard);
    this.#inUse.add(client);
    try {
      return await use(client, discard);
    } catch (error) {
      if (isLoss(error) || isCondition(error, 'UNFORESEEN_ERROR')) discard();
      throw error;
    } finally {
      this.#inUse.delete(client);
      client.release(!usable);
      // A client that is closed may still be told by its server that it is: then too somebody must listen.
      if (usable) client.off('error', discard);
    }
  }
}

/** Nothing more is to be had of the connection; asking it would cost another timeout. */
function isLoss(error: unknown): boolean {
  return isCondition(error) && connectionLosses.has(error.condition);
}

async function run(client: pg.PoolClient, { text, values }: Statement): Promise<pg.QueryResult> {
  try {
    return await client.query(text, [...values]);
  } catch (error) {
    throw fromPostgres(error);
  }
}

async function rowsOf<Row extends object>(client: pg.PoolClient, statement: Statement): Promise<readonly Row[]> {
  return (await run(client, statement)).rows as Row[];
}

async function changesOf(client: pg.PoolClient, statement: Statement): Promise<number> {
  return (await run(client, statement)).rowCount ?? 0;
}

/** A Queryable over one connection that refuses to work once its transaction or session is over. */
function leaseOf(client: pg.PoolClient): { lease: Queryable; end: () => void } {
  let ended = false;
  const borrowed = (): pg.PoolClient => {
    if (ended)
      throw new ConditionError('UNFORESEEN_ERROR', { message: 'a statement came after its transaction ended' });
    return client;
  };
  return {
    lease: {
      query: async <Row extends object>(statement: Statement) => rowsOf<Row>(borrowed(), statement),
      execute: async (statement: Statement) => changesOf(borrowed(), statement),
    },
    end: () => {
      ended = true;
    },
  };
}

/** COMMIT of a transaction in which a statement failed is answered with ROLLBACK, and no error. */
async function commit(client: pg.PoolClient): Promise<void> {
  const { command } = await run(client, sql`COMMIT`);
  if (command !== 'COMMIT') {
    throw new ConditionError('DATABASE_ERROR', {
      message: 'the transaction was rolled back at its COMMIT, since a statement in it had failed',
      details: { command },
    });
  }
}
