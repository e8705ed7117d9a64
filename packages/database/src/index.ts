export type { Database, Queryable, Statement, Transaction } from './database.ts';
