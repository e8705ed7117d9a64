import type { Vid } from '@cta/catalogue';
import { ConditionError } from '@cta/conditions';
import { type Database, sql, type Transaction } from '@cta/database';
import type { RetrieveRequestId } from '../identifiers.ts';
import { retrieveQueues } from '../queues/queue-summaries.ts';
import { requireNotEmpty } from '../requests/require-not-empty.ts';
import { now } from '../schema/database-clock.ts';
import { chooseTape, type TapeQueue } from './choose-tape.ts';
import type { RetrieveCopy, RetrieveRequest } from './retrieve-request.ts';

/** A request with the copy that is read first. */
interface PlacedRequest {
  readonly request: RetrieveRequest;
  readonly selected: RetrieveCopy;
}

/** Requests to a statement: bounds the size of its parameters. */
const batchSize = 5_000;

/**
 * Queues requests, all of them or none, each as one job on the best of its tapes.
 * @returns their ids, in the order of the requests
 * @throws JOB_FILE_EMPTY or VALUE_INVALID where a request has an empty file or no copy on an ACTIVE or DISABLED tape
 */
export async function queueRetrieve(
  db: Database,
  requests: readonly RetrieveRequest[],
): Promise<readonly RetrieveRequestId[]> {
  for (const request of requests) requireNotEmpty(request);
  const queues = new Map((await retrieveQueues(db)).map((queue) => [queue.vid, queue]));
  const placed = placeRequests(requests, queues, Date.now() / 1000);
  return db.transaction(async (t) => {
    const ids: RetrieveRequestId[] = [];
    for (let start = 0; start < placed.length; start += batchSize) {
      ids.push(...(await insertRequests(t, placed.slice(start, start + batchSize))));
    }
    return ids;
  });
}

/** Chooses tapes one request after the other, each counting for the next: files asked for together stay together. */
function placeRequests(
  requests: readonly RetrieveRequest[],
  queued: ReadonlyMap<Vid, TapeQueue>,
  nowSeconds: number,
): readonly PlacedRequest[] {
  const queues = new Map(queued);
  return requests.map((request) => {
    const selected = chooseTape(request.copies, queues, nowSeconds);
    if (selected === undefined) throw noTape(request);
    const queue = queues.get(selected.vid);
    queues.set(selected.vid, {
      bytes: (queue?.bytes ?? 0n) + BigInt(request.sizeBytes),
      priority: Math.max(queue?.priority ?? 0, request.mountPolicy.retrievePriority),
    });
    return { request, selected };
  });
}

function noTape({ archiveFileId, copies }: RetrieveRequest): ConditionError {
  const tapes = copies.map(({ vid, tapeState }) => `${vid} (${tapeState})`).join(', ') || 'none';
  return new ConditionError('VALUE_INVALID', {
    message: `archive file ${archiveFileId} has copies on the tapes ${tapes}, expected one that is ACTIVE or DISABLED`,
    details: { kind: 'copies', archive_file_id: archiveFileId },
  });
}

async function insertRequests(t: Transaction, placed: readonly PlacedRequest[]): Promise<RetrieveRequestId[]> {
  const requests = placed.map(({ request }) => request);
  const selected = placed.map((place) => place.selected);
  const rows = await t.query<{ retrieve_request_id: RetrieveRequestId }>(sql`
    WITH input AS MATERIALIZED (
      SELECT nextval('retrieve_request_id_seq') AS retrieve_request_id, file.*
      FROM unnest(
        ${requests.map((request) => request.requestGroup)}::text[],
        ${requests.map((request) => request.archiveFileId)}::bigint[],
        ${requests.map((request) => request.sizeBytes)}::bigint[],
        ${requests.map((request) => request.adler32)}::bigint[],
        ${requests.map((request) => request.storageClass)}::text[],
        ${requests.map((request) => request.requester.name)}::text[],
        ${requests.map((request) => request.requester.group)}::text[],
        ${requests.map((request) => request.activity)}::text[],
        ${requests.map((request) => request.destinationUrl)}::text[],
        ${requests.map((request) => request.diskFile.instance)}::text[],
        ${requests.map((request) => request.diskFile.path)}::text[],
        ${requests.map((request) => request.diskFile.fileId)}::text[],
        ${requests.map((request) => request.copies.map((copy) => copy.vid).join(','))}::text[],
        ${requests.map((request) => request.copies.map((copy) => copy.copyNb).join(','))}::text[],
        ${requests.map((request) => request.copies.map((copy) => copy.fSeq).join(','))}::text[],
        ${requests.map((request) => request.copies.map((copy) => copy.blockId).join(','))}::text[],
        ${requests.map((request) => request.reportUrl)}::text[],
        ${requests.map((request) => request.errorReportUrl)}::text[],
        ${requests.map((request) => request.mountPolicy.name)}::text[],
        ${requests.map((request) => request.mountPolicy.retrievePriority)}::integer[],
        ${requests.map((request) => request.mountPolicy.retrieveMinRequestAge)}::integer[],
        ${selected.map((copy) => copy.vid)}::text[],
        ${selected.map((copy) => copy.copyNb)}::smallint[],
        ${selected.map((copy) => copy.fSeq)}::bigint[],
        ${selected.map((copy) => copy.blockId)}::bigint[]
      ) WITH ORDINALITY AS file (
        request_group, archive_file_id, size_in_bytes, checksum_adler32, storage_class, requester_name, requester_group,
        activity, dst_url, disk_instance, disk_file_path, disk_file_id, vids, copy_nbs, fseqs, block_ids,
        retrieve_report_url, retrieve_error_report_url, mount_policy, priority, min_retrieve_request_age, vid, copy_nb,
        fseq, block_id, place)
    ), request AS (
      INSERT INTO retrieve_request (
        retrieve_request_id, status, request_group, creation_time, last_update_time, archive_file_id, size_in_bytes,
        checksum_adler32, storage_class, requester_name, requester_group, activity, dst_url, is_verify_only,
        disk_instance, disk_file_path, disk_file_id, alternate_vids, alternate_copy_nbs, alternate_fseqs,
        alternate_block_ids, retrieve_report_url, retrieve_error_report_url)
      SELECT
        retrieve_request_id, 'RJS_ToTransfer', request_group, ${now}, ${now}, archive_file_id, size_in_bytes,
        checksum_adler32, storage_class, requester_name, requester_group, activity, dst_url, dst_url IS NULL,
        disk_instance, disk_file_path, disk_file_id, string_to_array(vids, ','),
        string_to_array(copy_nbs, ',')::smallint[], string_to_array(fseqs, ',')::bigint[],
        string_to_array(block_ids, ',')::bigint[], retrieve_report_url, retrieve_error_report_url
      FROM input
    ), job AS (
      INSERT INTO retrieve_job (
        retrieve_request_id, copy_nb, vid, fseq, block_id, mount_policy, priority, min_retrieve_request_age,
        size_in_bytes, start_time)
      SELECT
        retrieve_request_id, copy_nb, vid, fseq, block_id, mount_policy, priority, min_retrieve_request_age,
        size_in_bytes, ${now}
      FROM input
      ORDER BY place
    )
    SELECT retrieve_request_id FROM input ORDER BY place`);
  return rows.map((row) => row.retrieve_request_id);
}
