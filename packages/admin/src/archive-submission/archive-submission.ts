import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { type ArchiveFileId, nextArchiveFileIds, type PreparedArchive, prepareArchive } from '@cta/catalogue';
import { ConditionError } from '@cta/conditions';
import { type ArchiveRequest, type ArchiveRequestId, queueArchive } from '@cta/scheduler';
import type { AdminContext } from '../admin-context.ts';
import { sharedByRequests, type SubmissionOptions, type Submitted, submitInBatches } from '../submission/submission.ts';
import { type ExaminedFile, FileExaminer } from './file-examination.ts';
import { findFiles, type FoundFile, type RefusedFile } from './file-search.ts';

export interface ArchiveSubmissionOptions extends SubmissionOptions {
  /** Files, and folders of files. */
  readonly paths: readonly string[];
  readonly storageClass: string;
  /** Whether each file is read for the checksum that its request carries; without it only what was read is known. */
  readonly checksum: boolean;
}

/** A file that waits for its tapes now. */
export interface QueuedFile extends ExaminedFile {
  readonly archiveFileId: ArchiveFileId;
  readonly archiveRequestId: ArchiveRequestId;
}

export interface ArchiveSubmission extends Submitted<QueuedFile, RefusedFile> {
  readonly requestGroup: string;
}

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
  const queueBatch = async (batch: readonly (ExaminedFile | RefusedFile)[]) => ({
    queued: await queueFiles(context, batch.filter(isExamined), shared),
    refused: batch.filter((file) => 'error' in file),
  });
  const submitted = await submitInBatches(examinedFiles(examiner, options.paths, signal), queueBatch, options);
  return { requestGroup, ...submitted };
}

async function* examinedFiles(
  examiner: FileExaminer,
  paths: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<ExaminedFile | RefusedFile> {
  for await (const found of findFiles(paths, signal)) {
    yield 'error' in found ? found : await examineOrRefuse(examiner, found, signal);
  }
}

function isExamined(file: ExaminedFile | RefusedFile): file is ExaminedFile {
  return !('error' in file);
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
interface Shared
  extends Omit<SubmissionOptions, 'onProgress' | 'signal'>,
    Pick<PreparedArchive, 'copies' | 'mountPolicy'> {
  readonly storageClass: string;
  readonly requestGroup: string;
}

async function queueFiles(
  context: AdminContext,
  files: readonly ExaminedFile[],
  shared: Shared,
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

function requestOf(file: Omit<QueuedFile, 'archiveRequestId'>, shared: Shared): ArchiveRequest {
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
    copies: shared.copies,
    mountPolicy: shared.mountPolicy,
    ...sharedByRequests(shared),
  };
}

function at<T>(values: readonly T[], index: number): T {
  const value = values[index];
  if (value === undefined)
    throw new ConditionError('UNFORESEEN_ERROR', { message: `no value ${index} of ${values.length}` });
  return value;
}
