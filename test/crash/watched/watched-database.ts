import {
  type Database,
  openDatabase,
  type Queryable,
  type Session,
  type Statement,
  type Transaction,
} from '@cta/database';
import { statementName } from './statement-name.ts';
import { aroundSteps, step } from './steps.ts';

/** Opens a database whose statements and transactions are steps. */
export const openWatchedDatabase: typeof openDatabase = (options) =>
  new WatchedDatabase(openDatabase(options), (options.schema ?? 'database').replace('cta_', ''));

/** Within a transaction only what comes before a statement is a step: after it nothing is different for anybody else. */
class WatchedDatabase implements Database {
  readonly #db: Database;
  readonly #name: string;

  constructor(db: Database, name: string) {
    this.#db = db;
    this.#name = name;
  }

  query<Row extends object>(statement: Statement): Promise<readonly Row[]> {
    return aroundSteps(this.#nameOf(statement), () => this.#db.query<Row>(statement));
  }

  execute(statement: Statement): Promise<number> {
    return aroundSteps(this.#nameOf(statement), () => this.#db.execute(statement));
  }

  async transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    let last = 'nothing';
    const onStatement = (name: string): void => {
      last = name;
    };
    const result = await this.#db.transaction(async (transaction) => {
      const done = await work({ ...this.#watched(transaction, onStatement), isTransaction: true });
      step(`before COMMIT of ${last}`);
      return done;
    });
    step(`after COMMIT of ${last}`);
    return result;
  }

  session<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#db.session((session) => work({ ...this.#watched(session), isSession: true }));
  }

  close(): Promise<void> {
    return this.#db.close();
  }

  #watched(queryable: Queryable, onStatement: (name: string) => void = () => {}): Queryable {
    const before = (statement: Statement): void => {
      const name = this.#nameOf(statement);
      onStatement(name);
      step(`before ${name}`);
    };
    return {
      query: async <Row extends object>(statement: Statement) => {
        before(statement);
        return queryable.query<Row>(statement);
      },
      execute: async (statement) => {
        before(statement);
        return queryable.execute(statement);
      },
    };
  }

  #nameOf(statement: Statement): string {
    return `${this.#name}: ${statementName(statement)}`;
  }
}
