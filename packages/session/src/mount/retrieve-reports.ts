import type { ConditionError } from '@cta/conditions';
import { failJobs, type JobId, type Mount, reportRetrieved, type RetrieveJob } from '@cta/scheduler';
import type { DriveParts } from '../service/drive-parts.ts';
import { SerialQueue } from '../service/serial-queue.ts';
import type { JobLedger } from './job-ledger.ts';

/** Files that are told of at once; a smaller number is told of this long after the first of them. */
const batchFiles = 1000;
const batchAgeMs = 5000;

/** What a retrieve session has to tell the SchedulerDB: in batches, in order, held while the database is away. */
export class RetrieveReports {
  readonly #parts: DriveParts;
  readonly #mount: Mount;
  readonly #jobs: JobLedger<RetrieveJob>;
  readonly #signal: AbortSignal;
  readonly #queue: SerialQueue;
  #done: JobId[] = [];
  #doneBytes = 0;
  /** Aborted when what is done has been told. */
  #batch = new AbortController();

  constructor(parts: DriveParts, mount: Mount, jobs: JobLedger<RetrieveJob>, signal: AbortSignal) {
    this.#parts = parts;
    this.#mount = mount;
    this.#jobs = jobs;
    this.#signal = signal;
    this.#queue = new SerialQueue((error) => {
      // Given up by a stop that hurries: the jobs are queued again and retrieved once more.
      if (!signal.aborted) parts.logger.emit('report_failed', {}, error);
    });
  }

  done(taskId: string, sizeBytes: number): void {
    const job = this.#jobs.take(taskId);
    if (job === undefined) return;
    if (this.#done.length === 0) void this.#flushWhenOld();
    this.#done.push(job.jobId);
    this.#doneBytes += sizeBytes;
    if (this.#done.length >= batchFiles) this.flush();
  }

  failed(taskId: string, error: ConditionError): void {
    const job = this.#jobs.take(taskId);
    if (job === undefined) return;
    const { logger, schedulerDb, patiently } = this.#parts;
    const { jobId, archiveFileId, destinationUrl } = job;
    logger.emit('job_failed', { job_id: jobId, archive_file_id: archiveFileId, url: destinationUrl }, error);
    const failure = { jobId, code: error.code, text: error.message };
    this.#queue.add(async () => {
      await patiently('SchedulerDB', () => failJobs(schedulerDb, this.#mount.mountId, [failure]), this.#signal);
    });
  }

  /** Tells what has not been told yet. */
  flush(): void {
    if (this.#done.length === 0) return;
    const jobIds = this.#done;
    const bytes = this.#doneBytes;
    this.#batch.abort();
    this.#done = [];
    this.#doneBytes = 0;
    const { logger, schedulerDb, patiently } = this.#parts;
    this.#queue.add(async () => {
      await patiently('SchedulerDB', () => reportRetrieved(schedulerDb, this.#mount.mountId, jobIds), this.#signal);
      logger.emit('files_retrieved', { files: jobIds.length, bytes });
    });
  }

  /** Resolves once all has been told. */
  delivered(): Promise<void> {
    return this.#queue.drained();
  }

  /** What is done does not wait for the next file, which may be large, or far away on the tape. */
  async #flushWhenOld(): Promise<void> {
    this.#batch = new AbortController();
    try {
      await this.#parts.clock.sleep(batchAgeMs, AbortSignal.any([this.#batch.signal, this.#signal]));
    } catch {
      return; // It has been told, or given up.
    }
    this.flush();
  }
}
