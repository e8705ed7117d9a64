import { ConditionError } from '@cta/conditions';
import { type Database, sql, type Transaction } from '@cta/database';
import type { ArchiveRequestId } from '../identifiers.ts';
import { requireNotEmpty } from '../requests/require-not-empty.ts';
import { now } from '../schema/database-clock.ts';
import type { ArchiveRequest } from './archive-request.ts';

/** Requests to a statement: bounds the size of its parameters. */
const batchSize = 5_000;

/**
 * Queues requests, all of them or none: a request of n copies becomes n jobs.
 * @returns their ids, in the order of the requests
 * @throws JOB_FILE_EMPTY or VALUE_INVALID where a request has an empty file or no copy
 */
export async function queueArchive(
  db: Database,
  requests: readonly ArchiveRequest[],
): Promise<readonly ArchiveRequestId[]> {
  for (const request of requests) requireQueueable(request);
  return db.transaction(async (t) => {
    const ids: ArchiveRequestId[] = [];
    for (let start = 0; start < requests.length; start += batchSize) {
      ids.push(...(await insertRequests(t, requests.slice(start, start + batchSize))));
    }
    return ids;
  });
}

function requireQueueable(request: ArchiveRequest): void {
  requireNotEmpty(request);
  const copyNbs = new Set(request.copies.map(({ copyNb }) => copyNb));
  if (copyNbs.size > 0 && copyNbs.size === request.copies.length) return;
  throw new ConditionError('VALUE_INVALID', {
    message: `archive file ${request.archiveFileId} asks for the copies ${request.copies.map(({ copyNb }) => copyNb).join(', ') || 'none'}, expected at least one and each once`,
    details: { kind: 'copies', archive_file_id: request.archiveFileId },
  });
}

async function insertRequests(t: Transaction, requests: readonly ArchiveRequest[]): Promise<ArchiveRequestId[]> {
  const copies = requests.flatMap((request, index) => request.copies.map((copy) => ({ ...copy, place: index + 1 })));
  const rows = await t.query<{ archive_request_id: ArchiveRequestId }>(sql`
    WITH input AS MATERIALIZED (
      SELECT nextval('archive_request_id_seq') AS archive_request_id, file.*
      FROM unnest(
        ${requests.map((request) => request.requestGroup)}::text[],
        ${requests.map((request) => request.archiveFileId)}::bigint[],
        ${requests.map((request) => request.sizeBytes)}::bigint[],
        ${requests.map((request) => request.adler32)}::bigint[],
        ${requests.map((request) => request.storageClass)}::text[],
        ${requests.map((request) => request.requester.name)}::text[],
        ${requests.map((request) => request.requester.group)}::text[],
        ${requests.map((request) => request.sourceUrl)}::text[],
        ${requests.map((request) => request.diskFile.instance)}::text[],
        ${requests.map((request) => request.diskFile.path)}::text[],
        ${requests.map((request) => request.diskFile.fileId)}::text[],
        ${requests.map((request) => request.diskFile.ownerUid)}::bigint[],
        ${requests.map((request) => request.diskFile.gid)}::bigint[],
        ${requests.map((request) => request.reportUrl)}::text[],
        ${requests.map((request) => request.errorReportUrl)}::text[],
        ${requests.map((request) => request.copies.length)}::smallint[],
        ${requests.map((request) => request.mountPolicy.name)}::text[],
        ${requests.map((request) => request.mountPolicy.archivePriority)}::integer[],
        ${requests.map((request) => request.mountPolicy.archiveMinRequestAge)}::integer[]
      ) WITH ORDINALITY AS file (
        request_group, archive_file_id, size_in_bytes, checksum_adler32, storage_class, requester_name, requester_group,
        src_url, disk_instance, disk_file_path, disk_file_id, disk_file_owner_uid, disk_file_gid, archive_report_url,
        archive_error_report_url, request_job_count, mount_policy, priority, min_archive_request_age, place)
    ), request AS (
      INSERT INTO archive_request (
        archive_request_id, status, request_job_count, jobs_left, request_group, creation_time, last_update_time,
        archive_file_id, size_in_bytes, checksum_adler32, storage_class, requester_name, requester_group, src_url,
        disk_instance, disk_file_path, disk_file_id, disk_file_owner_uid, disk_file_gid, archive_report_url,
        archive_error_report_url)
      SELECT
        archive_request_id, 'AJS_ToTransferForUser', request_job_count, request_job_count, request_group, ${now}, ${now},
        archive_file_id, size_in_bytes, checksum_adler32, storage_class, requester_name, requester_group, src_url,
        disk_instance, disk_file_path, disk_file_id, disk_file_owner_uid, disk_file_gid, archive_report_url,
        archive_error_report_url
      FROM input
    ), job AS (
      INSERT INTO archive_job (
        archive_request_id, copy_nb, tape_pool, mount_policy, priority, min_archive_request_age, size_in_bytes, start_time)
      SELECT
        archive_request_id, copy_nb, tape_pool, mount_policy, priority, min_archive_request_age, size_in_bytes, ${now}
      FROM input JOIN unnest(
        ${copies.map((copy) => copy.place)}::integer[],
        ${copies.map((copy) => copy.copyNb)}::smallint[],
        ${copies.map((copy) => copy.tapePool)}::text[]
      ) AS copy (place, copy_nb, tape_pool) USING (place)
      ORDER BY place, copy_nb
    )
    SELECT archive_request_id FROM input ORDER BY place`);
  return rows.map((row) => row.archive_request_id);
}
