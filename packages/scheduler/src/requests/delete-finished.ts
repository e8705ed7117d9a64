import { type Database, sql } from '@cta/database';
import { now } from '../schema/database-clock.ts';

/** How long finished things are kept. */
export interface Retention {
  /** Requests that are done and reported, labels, and mounts that ended. */
  readonly olderThanMs: number;
  /** Requests that failed: people look at them. */
  readonly failedOlderThanMs: number;
}

/** What was deleted. */
export interface DeletedCounts {
  readonly requests: number;
  readonly mounts: number;
}

/** Rows a statement: keeps transactions short. */
const batchSize = 5_000;

/** Deletes what finished long enough ago. */
export async function deleteFinished(db: Database, retention: Retention): Promise<DeletedCounts> {
  const done = seconds(retention.olderThanMs);
  const failed = seconds(retention.failedOlderThanMs);
  return {
    requests:
      (await inBatches(() => deleteArchiveRequests(db, 'AJS_Complete', done))) +
      (await inBatches(() => deleteArchiveRequests(db, 'AJS_Failed', failed))) +
      (await inBatches(() => deleteRetrieveRequests(db, 'RJS_Complete', done))) +
      (await inBatches(() => deleteRetrieveRequests(db, 'RJS_Failed', failed))) +
      (await deleteLabelRequests(db, done, failed)),
    mounts: await inBatches(() => deleteMounts(db, done)),
  };
}

async function inBatches(deleteBatch: () => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const deleted = await deleteBatch();
    total += deleted;
    if (deleted < batchSize) return total;
  }
}

function deleteArchiveRequests(db: Database, status: 'AJS_Complete' | 'AJS_Failed', age: number): Promise<number> {
  return db.execute(sql`
    DELETE FROM archive_request WHERE archive_request_id = ANY (ARRAY (
      SELECT archive_request_id FROM archive_request
      WHERE status = ${status} AND last_update_time < ${now} - ${age}::bigint
      LIMIT ${batchSize} FOR UPDATE SKIP LOCKED))`);
}

function deleteRetrieveRequests(db: Database, status: 'RJS_Complete' | 'RJS_Failed', age: number): Promise<number> {
  return db.execute(sql`
    DELETE FROM retrieve_request WHERE retrieve_request_id = ANY (ARRAY (
      SELECT retrieve_request_id FROM retrieve_request
      WHERE status = ${status} AND last_update_time < ${now} - ${age}::bigint
      LIMIT ${batchSize} FOR UPDATE SKIP LOCKED))`);
}

function deleteLabelRequests(db: Database, age: number, failedAge: number): Promise<number> {
  return db.execute(sql`
    DELETE FROM label_request
    WHERE status IN ('done', 'failed') AND last_update_time <
      ${now} - CASE status WHEN 'done' THEN ${age}::bigint ELSE ${failedAge}::bigint END`);
}

function deleteMounts(db: Database, age: number): Promise<number> {
  return db.execute(sql`
    DELETE FROM mount WHERE mount_id = ANY (ARRAY (
      SELECT mount_id FROM mount
      WHERE end_time < ${now} - ${age}::bigint
      LIMIT ${batchSize} FOR UPDATE SKIP LOCKED))`);
}

function seconds(ms: number): number {
  return Math.ceil(ms / 1000);
}
