/** A statement with its parameters, as `sql` makes it. */
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

/** One connection, kept for as long as `Database.session` lets it: for what PostgreSQL ties to it, such as advisory locks. */
export interface Session extends Queryable {
  readonly isSession: true;
}

/** A pool of connections to one database and schema. */
export interface Database extends Queryable {
  /**
   * BEGIN, `work`, COMMIT; ROLLBACK where `work` rejects. Never retries by itself. Where the connection is lost while
   * COMMIT is under way nobody knows whether it happened: work that is done again must be harmless.
   */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** Runs `work` on one connection, which is closed afterwards and takes its advisory locks with it. */
  session<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** Lets what is under way come to its end, but not for long: then it is cut off. */
  close(): Promise<void>;
}
