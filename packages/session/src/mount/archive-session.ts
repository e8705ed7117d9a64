import { claimTape, existingCopies } from '@cta/catalogue';
import { type ArchiveJob, type Mount, settleArchived, takeArchiveJobs } from '@cta/scheduler';
import type { BatchLimit, DriveParts, DriveSessionProgress } from '../service/drive-parts.ts';
import type { GivenUp } from '../service/giving-up.ts';
import type { ArchiveEvent, ArchiveTask, ArchiveTransfer } from '../transfer/transfer-engine.ts';
import { ArchiveReports } from './archive-reports.ts';
import { JobLedger } from './job-ledger.ts';
import type { EndTransfer, MountSession } from './mount-session.ts';
import { countFailed, countMoved } from './transfer-counts.ts';
import { supplyWork } from './work-supply.ts';

/** Archives jobs of the mount's tape pool to the mount's tape. */
export class ArchiveSession implements MountSession {
  readonly #parts: DriveParts;
  readonly #mount: Mount;
  readonly #jobs = new JobLedger<ArchiveJob>();
  readonly #reports: ArchiveReports;
  #first: readonly ArchiveTask[] = [];
  #lastFseq = 0n;
  #transfer: ArchiveTransfer | undefined;

  constructor(parts: DriveParts, mount: Mount, givenUp: GivenUp) {
    this.#parts = parts;
    this.#mount = mount;
    this.#reports = new ArchiveReports(parts, mount, this.#jobs, givenUp);
  }

  async prepare(signal: AbortSignal): Promise<boolean> {
    const { files, bytes } = this.#parts.options.archiveFetch;
    // Twice a batch at first, so that the tape has work while the next one is fetched.
    this.#first = await this.#take({ files: files * 2, bytes: bytes * 2 }, signal);
    if (this.#first.length === 0) return false;
    this.#lastFseq = await this.#claim(signal);
    return true;
  }

  async transfer(signal: AbortSignal): Promise<void> {
    const { engine, options, installation } = this.#parts;
    const { files, bytes } = options.archiveFetch;
    const supply = supplyWork(this.#parts, signal, (whileRunning) => this.#take(options.archiveFetch, whileRunning));
    const transfer = engine.archive(
      {
        vid: this.#mount.vid,
        lastFseq: Number(this.#lastFseq),
        protection: options.logicalBlockProtection,
        site: options.site,
        moverHost: installation.host,
        softwareVersion: installation.ctaVersion,
        flush: options.archiveFlush,
        lowWater: { files: Math.ceil(files / 2), bytes: Math.ceil(bytes / 2) },
      },
      (event) => this.#onEvent(event, supply.wanted),
    );
    this.#transfer = transfer;
    supply.startFor(transfer, this.#first);
    const end = await transfer.ended;
    supply.end();
    // Nothing is said of the jobs that are left: the end of the mount queues them again.
    if (end.reason === 'medium-full') this.#reports.tapeFull();
    if (end.reason === 'failed') throw end.error;
    if (this.#reports.lost !== undefined) throw this.#reports.lost;
  }

  endTransfer(how: EndTransfer): void {
    this.#transfer?.stop(how);
  }

  progress(): DriveSessionProgress {
    return this.#transfer?.progress() ?? { files: 0, bytes: 0 };
  }

  async settle(): Promise<void> {
    await this.#reports.delivered();
  }

  #onEvent(event: ArchiveEvent, wanted: () => void): void {
    const { metrics } = this.#parts;
    switch (event.type) {
      case 'flushed':
        countMoved(
          metrics,
          'archive',
          event.files.map(({ sizeBytes }) => sizeBytes),
        );
        this.#reports.flushed(event.files, () => this.#transfer?.stop('now'));
        return;
      case 'failed':
        countFailed(metrics, 'archive', event.error);
        this.#reports.failed(event.taskId, event.error);
        return;
      case 'wanted':
        wanted();
    }
  }

  /** What the decision knew of the tape's end may be old; from this claim on nobody else moves it. */
  #claim(signal: AbortSignal): Promise<bigint> {
    const { catalogueDb, installation, patiently } = this.#parts;
    const { vid, mountId } = this.#mount;
    const claim = { vid, mountId, driveName: installation.driveName };
    return patiently('Catalogue', () => claimTape(catalogueDb, claim), signal);
  }

  /** Takes jobs of this pool as tasks; those whose copy the Catalogue has already are settled at once. */
  async #take({ files, bytes }: BatchLimit, signal: AbortSignal): Promise<readonly ArchiveTask[]> {
    const { schedulerDb, patiently, logger } = this.#parts;
    for (;;) {
      const jobs = await patiently(
        'SchedulerDB',
        () => takeArchiveJobs(schedulerDb, this.#mount, { maxFiles: files, maxBytes: bytes }),
        signal,
      );
      if (jobs.length === 0) return [];
      logger.emit('jobs_taken', { jobs: jobs.length, bytes: jobs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) });
      const left = await this.#withoutRecorded(jobs, signal);
      if (left.length > 0) return left.map((job) => taskOf(job, this.#jobs.add(job)));
    }
  }

  /** Settles jobs that an earlier session has done without being able to say so; returns the others. */
  async #withoutRecorded(jobs: readonly ArchiveJob[], signal: AbortSignal): Promise<readonly ArchiveJob[]> {
    const { catalogueDb, schedulerDb, patiently, logger } = this.#parts;
    const existing = await patiently('Catalogue', () => existingCopies(catalogueDb, jobs), signal);
    if (existing.length === 0) return jobs;
    const there = new Set(existing.map(copyKey));
    const recorded = jobs.filter((job) => there.has(copyKey(job)));
    const jobIds = recorded.map(({ jobId }) => jobId);
    await patiently('SchedulerDB', () => settleArchived(schedulerDb, this.#mount.mountId, jobIds), signal);
    logger.emit('copies_found_recorded', { jobs: recorded.length });
    return jobs.filter((job) => !there.has(copyKey(job)));
  }
}

function copyKey({ archiveFileId, copyNb }: { archiveFileId: bigint; copyNb: number }): string {
  return `${archiveFileId} ${copyNb}`;
}

function taskOf(job: ArchiveJob, taskId: string): ArchiveTask {
  const { archiveFileId, sourceUrl, sizeBytes, adler32 } = job;
  return { taskId, archiveFileId, source: sourceUrl, sizeBytes, ...(adler32 === undefined ? {} : { adler32 }) };
}
