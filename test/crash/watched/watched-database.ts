import {
  type Database,
  openDatabase,
  type Queryable,
  type Session,
  type Statement,
  type Transaction,
} from '@cta/database';
import { statementName } from './statement-name.ts';
import { step } from './steps.ts';

/**
 * Opens a database whose statements and transactions are steps. A transaction is two of them, its first statement and its
 * COMMIT: whoever dies in between has changed nothing, as at either of these.
 */
export const openWatchedDatabase: typeof openDatabase = (options) =>
  new WatchedDatabase(openDatabase(options), (options.schema ?? 'database').replace('cta_', ''));

class WatchedDatabase implements Database {
  readonly #db: Database;
  readonly #name: string;

  constructor(db: Database, name: string) {
    this.#db = db;
    this.#name = name;
  }

  query<Row extends object>(statement: Statement): Promise<readonly Row[]> {
    return this.#watched(this.#db).query<Row>(statement);
  }

  execute(statement: Statement): Promise<number> {
    return this.#watched(this.#db).execute(statement);
  }

  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    let last: string | undefined;
    const before = (name: string): void => {
      if (last === undefined) step(`before ${name}`);
      last = name;
    };
    return this.#db.transaction(async (transaction) => {
      const result = await work({ ...this.#watched(transaction, before), isTransaction: true });
      step(`before COMMIT of ${last ?? 'nothing'}`);
      return result;
    });
  }

  session<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#db.session((session) => work({ ...this.#watched(session), isSession: true }));
  }

  close(): Promise<void> {
    return this.#db.close();
  }

  #watched(queryable: Queryable, before = (name: string) => step(`before ${name}`)): Queryable {
    return {
      query: async <Row extends object>(statement: Statement) => {
        before(this.#nameOf(statement));
        return queryable.query<Row>(statement);
      },
      execute: async (statement) => {
        before(this.#nameOf(statement));
        return queryable.execute(statement);
      },
    };
  }

  #nameOf(statement: Statement): string {
    return `${this.#name}: ${statementName(statement)}`;
  }
}
