import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { type ArchiveFileId, prepareRetrieve, type RetrievableFile } from '@cta/catalogue';
import type { ConditionError } from '@cta/conditions';
import { queueRetrieve, type Requester, type RetrieveRequest, type RetrieveRequestId } from '@cta/scheduler';
import type { AdminContext } from '../admin-context.ts';

/** A file to be retrieved, and where to. */
export interface FileToRetrieve {
  readonly archiveFileId: ArchiveFileId;
  /** Absolute path; null where the file is only to be read from tape and verified. */
  readonly destination: string | null;
}

export interface RetrieveSubmissionOptions {
  readonly files: readonly FileToRetrieve[];
  readonly diskInstance: string;
  readonly requester: Requester;
  readonly activity?: string;
  /** Tag under which the progress of all of them can be asked for (`requestProgress`); one is made where not given. */
  readonly requestGroup?: string;
  readonly reportUrl?: string;
  readonly errorReportUrl?: string;
  readonly onProgress?: (progress: { readonly queuedFiles: number; readonly refusedFiles: number }) => void;
  readonly signal: AbortSignal;
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

export interface RetrieveSubmission {
  readonly requestGroup: string;
  readonly queued: readonly QueuedRetrieve[];
  readonly refused: readonly RefusedRetrieve[];
}

/** Files to a statement; between two of them progress is told. */
const batchSize = 1_000;

/**
 * Asks for files to be retrieved. Files that cannot be are refused one by one; the others go on.
 * @throws MOUNT_RULE_MISSING, which is so for all of them: nothing is queued
 */
export async function submitRetrieve(
  context: AdminContext,
  options: RetrieveSubmissionOptions,
): Promise<RetrieveSubmission> {
  const { files, requestGroup = randomUUID(), signal } = options;
  const queued: QueuedRetrieve[] = [];
  const refused: RefusedRetrieve[] = [];
  for (let start = 0; start < files.length; start += batchSize) {
    signal.throwIfAborted();
    const batch = await queueBatch(context, files.slice(start, start + batchSize), { ...options, requestGroup });
    queued.push(...batch.queued);
    refused.push(...batch.refused);
    options.onProgress?.({ queuedFiles: queued.length, refusedFiles: refused.length });
  }
  return { requestGroup, queued, refused };
}

type SharedByRequests = Omit<RetrieveSubmissionOptions, 'files' | 'onProgress' | 'signal'> & {
  readonly requestGroup: string;
};

async function queueBatch(
  { catalogueDb, schedulerDb }: AdminContext,
  files: readonly FileToRetrieve[],
  shared: SharedByRequests,
): Promise<Pick<RetrieveSubmission, 'queued' | 'refused'>> {
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

function requestOf(file: FileToRetrieve, found: RetrievableFile, shared: SharedByRequests): RetrieveRequest {
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
    requester: shared.requester,
    requestGroup: shared.requestGroup,
    ...(shared.activity === undefined ? {} : { activity: shared.activity }),
    ...(shared.reportUrl === undefined ? {} : { reportUrl: shared.reportUrl }),
    ...(shared.errorReportUrl === undefined ? {} : { errorReportUrl: shared.errorReportUrl }),
  };
}
