import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { type ArchiveFileId, nextArchiveFileIds, prepareArchive } from '@cta/catalogue';
import { ConditionError } from '@cta/conditions';
import { type ArchiveRequest, type ArchiveRequestId, queueArchive, type Requester } from '@cta/scheduler';
import type { AdminContext } from '../admin-context.ts';
import { type ExaminedFile, FileExaminer } from './file-examination.ts';
import { findFiles, type FoundFile, type RefusedFile } from './file-search.ts';

export interface ArchiveSubmissionOptions {
  /** Files, and folders of files. */
  readonly paths: readonly string[];
  readonly storageClass: string;
  readonly diskInstance: string;
  readonly requester: Requester;
  /** Whether each file is read for the checksum that its request carries; without it only what was read is known. */
  readonly checksum: boolean;
  /** Tag under which the progress of all of them can be asked for (`requestProgress`); one is made where not given. */
  readonly requestGroup?: string;
  readonly reportUrl?: string;
  readonly errorReportUrl?: string;
  readonly onProgress?: (progress: SubmissionProgress) => void;
  readonly signal: AbortSignal;
}

/** How far a submission is. */
export interface SubmissionProgress {
  readonly queuedFiles: number;
  readonly queuedBytes: number;
  readonly refusedFiles: number;
}

/** A file that waits for its tapes now. */
export interface QueuedFile extends ExaminedFile {
  readonly archiveFileId: ArchiveFileId;
  readonly archiveRequestId: ArchiveRequestId;
}

export interface ArchiveSubmission {
  readonly requestGroup: string;
  readonly queued: readonly QueuedFile[];
  readonly refused: readonly RefusedFile[];
}

/** Files to a statement; between two of them progress is told. */
const batchSize = 1_000;

/**
 * Asks for files to be archived, each as one request with all copies of its storage class. Files that cannot be asked
 * for are refused one by one; the others go on.
 * @throws what `prepareArchive` has against the storage class, the disk instance or the requester: nothing is queued
 */
export async function submitArchive(
  context: AdminContext,
  options: ArchiveSubmissionOptions,
): Promise<ArchiveSubmission> {
  const { requestGroup = randomUUID(), signal } = options;
  const prepared = await prepareArchive(context.catalogueDb, options);
  const { checksum } = options;
  const examiner = new FileExaminer({ checksum, maxFileSizeBytes: Number(prepared.maxFileSizeBytes) });
  const shared = { ...options, ...prepared, requestGroup };
  const queued: QueuedFile[] = [];
  const refused: RefusedFile[] = [];
  for await (const batch of examinedBatches(examiner, options.paths, signal)) {
    refused.push(...batch.refused);
    queued.push(...(await queueFiles(context, batch.files, shared)));
    options.onProgress?.(progressOf(queued, refused));
  }
  return { requestGroup, queued, refused };
}

interface ExaminedBatch {
  readonly files: ExaminedFile[];
  readonly refused: RefusedFile[];
}

async function* examinedBatches(
  examiner: FileExaminer,
  paths: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<ExaminedBatch> {
  let batch: ExaminedBatch = { files: [], refused: [] };
  for await (const found of findFiles(paths, signal)) {
    const examined = 'error' in found ? found : await examineOrRefuse(examiner, found, signal);
    if ('error' in examined) batch.refused.push(examined);
    else batch.files.push(examined);
    if (batch.files.length + batch.refused.length < batchSize) continue;
    yield batch;
    batch = { files: [], refused: [] };
  }
  yield batch;
}

async function examineOrRefuse(
  examiner: FileExaminer,
  found: FoundFile,
  signal: AbortSignal,
): Promise<ExaminedFile | RefusedFile> {
  try {
    return await examiner.examine(found, signal);
  } catch (error) {
    signal.throwIfAborted();
    return { path: found.path, error: ConditionError.from(error) };
  }
}

/** What all requests of a submission have in common. */
type SharedByRequests = Pick<
  ArchiveRequest,
  'storageClass' | 'requester' | 'copies' | 'mountPolicy' | 'reportUrl' | 'errorReportUrl'
> & { readonly diskInstance: string; readonly requestGroup: string };

async function queueFiles(
  context: AdminContext,
  files: readonly ExaminedFile[],
  shared: SharedByRequests,
): Promise<readonly QueuedFile[]> {
  if (files.length === 0) return [];
  const archiveFileIds = await nextArchiveFileIds(context.catalogueDb, files.length);
  const numbered = files.map((file, index) => ({ ...file, archiveFileId: at(archiveFileIds, index) }));
  const requestIds = await queueArchive(
    context.schedulerDb,
    numbered.map((file) => requestOf(file, shared)),
  );
  return numbered.map((file, index) => ({ ...file, archiveRequestId: at(requestIds, index) }));
}

function requestOf(file: Omit<QueuedFile, 'archiveRequestId'>, shared: SharedByRequests): ArchiveRequest {
  return {
    archiveFileId: file.archiveFileId,
    sizeBytes: file.sizeBytes,
    ...(file.adler32 === undefined ? {} : { adler32: file.adler32 }),
    sourceUrl: pathToFileURL(file.path).href,
    diskFile: {
      instance: shared.diskInstance,
      // A plain file system has no number for a file that stays with it: the archive's own takes its place.
      fileId: file.archiveFileId.toString(),
      path: file.path,
      ownerUid: file.ownerUid,
      gid: file.gid,
    },
    storageClass: shared.storageClass,
    requester: shared.requester,
    copies: shared.copies,
    mountPolicy: shared.mountPolicy,
    requestGroup: shared.requestGroup,
    ...(shared.reportUrl === undefined ? {} : { reportUrl: shared.reportUrl }),
    ...(shared.errorReportUrl === undefined ? {} : { errorReportUrl: shared.errorReportUrl }),
  };
}

function progressOf(queued: readonly QueuedFile[], refused: readonly RefusedFile[]): SubmissionProgress {
  const queuedBytes = queued.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return { queuedFiles: queued.length, queuedBytes, refusedFiles: refused.length };
}

function at<T>(values: readonly T[], index: number): T {
  const value = values[index];
  if (value === undefined)
    throw new ConditionError('UNFORESEEN_ERROR', { message: `no value ${index} of ${values.length}` });
  return value;
}
