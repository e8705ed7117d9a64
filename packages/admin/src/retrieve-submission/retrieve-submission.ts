import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { type ArchiveFileId, prepareRetrieve, type RetrievableFile } from '@cta/catalogue';
import type { ConditionError } from '@cta/conditions';
import { queueRetrieve, type RetrieveRequest, type RetrieveRequestId } from '@cta/scheduler';
import type { AdminContext } from '../admin-context.ts';
import { sharedByRequests, type SubmissionOptions, type Submitted, submitInBatches } from '../submission/submission.ts';

/** A file to be retrieved, and where to. */
export interface FileToRetrieve {
  readonly archiveFileId: ArchiveFileId;
  /** Absolute path; null where the file is only to be read from tape and verified. */
  readonly destination: string | null;
}

export interface RetrieveSubmissionOptions extends SubmissionOptions {
  readonly files: readonly FileToRetrieve[];
  readonly activity?: string;
}

/** A file that waits for its tape now. */
export interface QueuedRetrieve extends FileToRetrieve {
  readonly retrieveRequestId: RetrieveRequestId;
  readonly sizeBytes: number;
}

/** A file that cannot be retrieved as asked, and why. */
export interface RefusedRetrieve extends FileToRetrieve {
  readonly error: ConditionError;
}

export interface RetrieveSubmission extends Submitted<QueuedRetrieve, RefusedRetrieve> {
  readonly requestGroup: string;
}

/**
 * Asks for files to be retrieved. Files that cannot be are refused one by one; the others go on.
 * @throws MOUNT_RULE_MISSING, which is so for all of them: nothing is queued
 */
export async function submitRetrieve(
  context: AdminContext,
  options: RetrieveSubmissionOptions,
): Promise<RetrieveSubmission> {
  const { files, requestGroup = randomUUID() } = options;
  const shared = { ...options, requestGroup };
  const submitted = await submitInBatches(files, (batch) => queueBatch(context, batch, shared), options);
  return { requestGroup, ...submitted };
}

type Shared = Omit<RetrieveSubmissionOptions, 'files' | 'onProgress' | 'signal'> & { readonly requestGroup: string };

async function queueBatch(
  { catalogueDb, schedulerDb }: AdminContext,
  files: readonly FileToRetrieve[],
  shared: Shared,
): Promise<Submitted<QueuedRetrieve, RefusedRetrieve>> {
  const archiveFileIds = files.map(({ archiveFileId }) => archiveFileId);
  const found = await prepareRetrieve(catalogueDb, { ...shared, archiveFileIds });
  const pairs = files.map((file, index) => ({ file, prepared: found[index] }));
  const requests = pairs.flatMap(({ file, prepared }) =>
    prepared === undefined || 'error' in prepared ? [] : [{ file, request: requestOf(file, prepared, shared) }],
  );
  const ids = await queueRetrieve(
    schedulerDb,
    requests.map(({ request }) => request),
  );
  return {
    queued: requests.flatMap(({ file, request: { sizeBytes } }, index) => {
      const retrieveRequestId = ids[index];
      return retrieveRequestId === undefined ? [] : [{ ...file, retrieveRequestId, sizeBytes }];
    }),
    refused: pairs.flatMap(({ file, prepared }) =>
      prepared !== undefined && 'error' in prepared ? [{ ...file, error: prepared.error }] : [],
    ),
  };
}

function requestOf(file: FileToRetrieve, found: RetrievableFile, shared: Shared): RetrieveRequest {
  const { destination } = file;
  return {
    archiveFileId: found.archiveFileId,
    sizeBytes: Number(found.sizeBytes),
    adler32: found.adler32,
    storageClass: found.storageClass,
    destinationUrl: destination === null ? null : pathToFileURL(destination).href,
    diskFile: { instance: shared.diskInstance, fileId: found.diskFileId, path: destination ?? '' },
    copies: found.copies,
    mountPolicy: found.mountPolicy,
    ...(shared.activity !== undefined && { activity: shared.activity }),
    ...sharedByRequests(shared),
  };
}
