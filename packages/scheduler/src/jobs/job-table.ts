import { type Statement, sql } from '@cta/database';

/** Jobs to archive and to retrieve are taken, tried and given up alike; only their tables differ. */
export interface JobTable {
  readonly name: Statement;
  /** The column that refers to their request. */
  readonly requestId: Statement;
}

export const archiveJobs: JobTable = { name: sql`archive_job`, requestId: sql`archive_request_id` };
export const retrieveJobs: JobTable = { name: sql`retrieve_job`, requestId: sql`retrieve_request_id` };
