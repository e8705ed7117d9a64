import type { FileRequest, Requester } from '@cta/scheduler';

/** What archive and retrieve requests have alike. */
export interface SubmissionOptions {
  readonly diskInstance: string;
  readonly requester: Requester;
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

/** What became of files that were asked for. */
export interface Submitted<Queued, Refused> {
  readonly queued: readonly Queued[];
  readonly refused: readonly Refused[];
}

/** Files to a statement; between two of them progress is told. */
const batchSize = 1_000;

/** Queues files batch after batch, and tells the progress after each. */
export async function submitInBatches<File, Queued extends { readonly sizeBytes: number }, Refused>(
  files: Iterable<File> | AsyncIterable<File>,
  queue: (batch: readonly File[]) => Promise<Submitted<Queued, Refused>>,
  { onProgress, signal }: Pick<SubmissionOptions, 'onProgress' | 'signal'>,
): Promise<Submitted<Queued, Refused>> {
  const queued: Queued[] = [];
  const refused: Refused[] = [];
  let queuedBytes = 0;
  for await (const batch of batchesOf(files)) {
    signal.throwIfAborted();
    const submitted = await queue(batch);
    queued.push(...submitted.queued);
    refused.push(...submitted.refused);
    queuedBytes += submitted.queued.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    onProgress?.({ queuedFiles: queued.length, queuedBytes, refusedFiles: refused.length });
  }
  return { queued, refused };
}

async function* batchesOf<File>(files: Iterable<File> | AsyncIterable<File>): AsyncGenerator<readonly File[]> {
  let batch: File[] = [];
  for await (const file of files) {
    batch.push(file);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** The part of a request that is the same for all of a submission. */
export function sharedByRequests({
  requester,
  requestGroup,
  reportUrl,
  errorReportUrl,
}: Pick<SubmissionOptions, 'requester' | 'reportUrl' | 'errorReportUrl'> & {
  readonly requestGroup: string;
}): Pick<FileRequest, 'requester' | 'requestGroup' | 'reportUrl' | 'errorReportUrl'> {
  return {
    requester,
    requestGroup,
    ...(reportUrl !== undefined && { reportUrl }),
    ...(errorReportUrl !== undefined && { errorReportUrl }),
  };
}
