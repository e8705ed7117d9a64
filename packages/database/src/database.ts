/** A statement with its parameters: what `sql` makes, and what Kysely compiles to. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Runs statements. Failures reject with the ConditionError that `fromPostgres` makes of them. */
export interface Queryable {
  /** @returns the rows, with column names as PostgreSQL gives them (lower case), bigint and numeric(20,0) as bigint. */
  query<Row extends object>(statement: Statement): Promise<readonly Row[]>;
  /** @returns the number of rows that the statement changed. */
  execute(statement: Statement): Promise<number>;
}

/** Marks a Queryable that is inside a transaction; what must be atomic asks for one in its signature. */
export interface Transaction extends Queryable {
  readonly isTransaction: true;
}

/** A pool of connections to one database and schema. */
export interface Database extends Queryable {
  /** BEGIN, `work`, COMMIT; ROLLBACK where `work` rejects. Never retries by itself. */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
