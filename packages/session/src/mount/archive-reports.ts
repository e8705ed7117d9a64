import { type BatchOutcome, markTapeFull, recordArchivedFiles } from '@cta/catalogue';
import { ConditionError } from '@cta/conditions';
import { type ArchiveJob, failJobs, type Mount, reportArchived } from '@cta/scheduler';
import type { DriveParts } from '../service/drive-parts.ts';
import type { GivenUp } from '../service/giving-up.ts';
import { SerialQueue } from '../service/serial-queue.ts';
import type { ArchivedFile } from '../transfer/transfer-engine.ts';
import type { JobLedger } from './job-ledger.ts';

/** A job whose file is on the medium. */
interface DoneJob {
  readonly file: ArchivedFile;
  readonly job: ArchiveJob;
}

/**
 * What an archive session has to tell: first the Catalogue, which makes it true, then the SchedulerDB. Told in the order
 * in which it happened, held while a database is away, and without making the tape wait.
 */
export class ArchiveReports {
  readonly #parts: DriveParts;
  readonly #mount: Mount;
  readonly #jobs: JobLedger<ArchiveJob>;
  readonly #givenUp: GivenUp;
  readonly #queue: SerialQueue;
  #lost: ConditionError | undefined;

  constructor(parts: DriveParts, mount: Mount, jobs: JobLedger<ArchiveJob>, givenUp: GivenUp) {
    this.#parts = parts;
    this.#mount = mount;
    this.#jobs = jobs;
    this.#givenUp = givenUp;
    this.#queue = new SerialQueue((error) => this.#onFailure(error));
  }

  /** Why nothing more of this session can become true: the mount or the tape's end is not ours any more. */
  get lost(): ConditionError | undefined {
    return this.#lost;
  }

  /** These files are on the medium. `onLost` is called where that can no longer be recorded. */
  flushed(files: readonly ArchivedFile[], onLost: () => void): void {
    const done = files.flatMap((file) => {
      const job = this.#jobs.take(file.taskId);
      return job === undefined ? [] : [{ file, job }];
    });
    this.#queue.add(async () => {
      if (this.#lost === undefined) await this.#record(done);
      if (this.#lost !== undefined) onLost();
    });
  }

  failed(taskId: string, error: ConditionError): void {
    const job = this.#jobs.take(taskId);
    if (job !== undefined) this.#queue.add(() => this.#fail(job, error));
  }

  /** No more files go to this tape. */
  tapeFull(): void {
    const { catalogueDb, patiently, logger } = this.#parts;
    this.#queue.add(async () => {
      await patiently('Catalogue', () => markTapeFull(catalogueDb, this.#mount.vid), this.#givenUp.Catalogue);
      logger.emit('tape_full');
    });
  }

  /** Resolves once all has been told. */
  delivered(): Promise<void> {
    return this.#queue.drained();
  }

  async #record(done: readonly DoneJob[]): Promise<void> {
    const outcome = await this.#recordInCatalogue(done);
    if (outcome === undefined) return;
    const { schedulerDb, patiently, logger } = this.#parts;
    const refused = new Map(outcome.refused.map(({ file, error }) => [file.fSeq, error]));
    const recorded = done.filter(({ file }) => !refused.has(BigInt(file.fSeq)));
    const jobIds = recorded.map(({ job }) => job.jobId);
    await patiently(
      'SchedulerDB',
      () => reportArchived(schedulerDb, this.#mount.mountId, jobIds),
      this.#givenUp.SchedulerDB,
    );
    const bytes = recorded.reduce((sum, { file }) => sum + file.sizeBytes, 0);
    const [first, last] = [done[0]?.file.fSeq, done.at(-1)?.file.fSeq];
    logger.emit('files_archived', { files: recorded.length, bytes, first_fseq: first, last_fseq: last });
    for (const { file, job } of done) {
      const error = refused.get(BigInt(file.fSeq));
      if (error !== undefined) await this.#fail(job, error);
    }
  }

  /** Undefined where nothing was recorded, and nothing of this session can be any more. */
  async #recordInCatalogue(done: readonly DoneJob[]): Promise<BatchOutcome | undefined> {
    const { catalogueDb, patiently, logger, installation } = this.#parts;
    const { mountId, vid } = this.#mount;
    const lastFseqBefore = BigInt((done[0]?.file.fSeq ?? 1) - 1);
    const batch = { driveName: installation.driveName, mountId, vid, lastFseqBefore, files: done.map(recordOf) };
    try {
      return await patiently('Catalogue', () => recordArchivedFiles(catalogueDb, batch), this.#givenUp.Catalogue);
    } catch (error) {
      this.#givenUp.Catalogue.throwIfAborted();
      this.#lost = ConditionError.from(error);
      logger.emit('results_lost', { files: done.length }, this.#lost);
      return undefined;
    }
  }

  async #fail({ jobId, archiveFileId, sourceUrl }: ArchiveJob, error: ConditionError): Promise<void> {
    const { logger, schedulerDb, patiently } = this.#parts;
    logger.emit('job_failed', { job_id: jobId, archive_file_id: archiveFileId, url: sourceUrl }, error);
    const failure = { jobId, code: error.code, text: error.message };
    await patiently(
      'SchedulerDB',
      () => failJobs(schedulerDb, this.#mount.mountId, [failure]),
      this.#givenUp.SchedulerDB,
    );
  }

  #onFailure(error: unknown): void {
    // Given up by a stop that hurries: the jobs are queued again, and what is recorded is found when they are next taken.
    if (this.#givenUp.Catalogue.aborted || this.#givenUp.SchedulerDB.aborted) return;
    this.#parts.logger.emit('report_failed', {}, error);
  }
}

function recordOf({ file, job }: DoneJob) {
  return {
    archiveFileId: job.archiveFileId,
    fSeq: BigInt(file.fSeq),
    blockId: BigInt(file.blockId),
    copyNb: job.copyNb,
    sizeBytes: BigInt(file.sizeBytes),
    adler32: file.adler32,
    diskInstance: job.diskFile.instance,
    diskFileId: job.diskFile.fileId,
    diskFileUid: job.diskFile.ownerUid,
    diskFileGid: job.diskFile.gid,
    storageClass: job.storageClass,
  };
}
