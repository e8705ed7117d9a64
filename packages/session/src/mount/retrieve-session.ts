import { type Mount, type RetrieveJob, takeRetrieveJobs } from '@cta/scheduler';
import type { BatchLimit, DriveParts, DriveSessionProgress } from '../service/drive-parts.ts';
import type { RetrieveEvent, RetrieveTask, RetrieveTransfer } from '../transfer/transfer-engine.ts';
import { JobLedger } from './job-ledger.ts';
import type { EndTransfer, MountSession } from './mount-session.ts';
import { ReadOutcomes } from './read-outcomes.ts';
import { RetrieveReports } from './retrieve-reports.ts';
import { countFailed, countMoved } from './transfer-counts.ts';
import { supplyWork } from './work-supply.ts';

/** Retrieves the jobs that wait for the mount's tape. */
export class RetrieveSession implements MountSession {
  readonly #parts: DriveParts;
  readonly #mount: Mount;
  readonly #jobs = new JobLedger<RetrieveJob>();
  readonly #reports: RetrieveReports;
  readonly #outcomes = new ReadOutcomes();
  #first: readonly RetrieveTask[] = [];
  #transfer: RetrieveTransfer | undefined;

  /** @param givenUp what is held for the SchedulerDB */
  constructor(parts: DriveParts, mount: Mount, givenUp: AbortSignal) {
    this.#parts = parts;
    this.#mount = mount;
    this.#reports = new RetrieveReports(parts, mount, this.#jobs, givenUp);
  }

  async prepare(signal: AbortSignal): Promise<boolean> {
    this.#first = await this.#take(this.#parts.options.retrieveFetch, signal);
    return this.#first.length > 0;
  }

  async transfer(signal: AbortSignal): Promise<void> {
    const { engine, options } = this.#parts;
    const { files, bytes } = options.retrieveFetch;
    const supply = supplyWork(this.#parts, signal, (whileRunning) => this.#take(options.retrieveFetch, whileRunning));
    const transfer = engine.retrieve(
      {
        vid: this.#mount.vid,
        protection: options.logicalBlockProtection,
        lowWater: { files: Math.ceil(files / 2), bytes: Math.ceil(bytes / 2) },
      },
      (event) => this.#onEvent(event, supply.wanted),
    );
    this.#transfer = transfer;
    supply.startFor(transfer, this.#first);
    const end = await transfer.ended;
    supply.end();
    this.#reports.flush();
    // Nothing is said of the jobs that are left: the end of the mount queues them again.
    if (end.reason === 'failed') throw end.error;
    if (this.#outcomes.fault !== undefined) throw this.#outcomes.fault;
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

  #onEvent(event: RetrieveEvent, wanted: () => void): void {
    const { metrics } = this.#parts;
    switch (event.type) {
      case 'done':
        countMoved(metrics, 'retrieve', [event.sizeBytes]);
        this.#outcomes.done();
        this.#reports.done(event.taskId, event.sizeBytes);
        return;
      case 'failed':
        countFailed(metrics, 'retrieve', event.error);
        this.#outcomes.failed(event.taskId, event.error);
        this.#reports.failed(event.taskId, event.error);
        return;
      case 'wanted':
        wanted();
    }
  }

  async #take({ files, bytes }: BatchLimit, signal: AbortSignal): Promise<readonly RetrieveTask[]> {
    const { schedulerDb, patiently, logger } = this.#parts;
    const jobs = await patiently(
      'SchedulerDB',
      () => takeRetrieveJobs(schedulerDb, this.#mount, { maxFiles: files, maxBytes: bytes }),
      signal,
    );
    if (jobs.length === 0) return [];
    logger.emit('jobs_taken', { jobs: jobs.length, bytes: jobs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) });
    return jobs.map((job) => taskOf(job, this.#jobs.add(job)));
  }
}

function taskOf(job: RetrieveJob, taskId: string): RetrieveTask {
  return {
    taskId,
    archiveFileId: job.archiveFileId,
    fSeq: Number(job.fSeq),
    blockId: Number(job.blockId),
    sizeBytes: job.sizeBytes,
    adler32: job.adler32,
    destination: job.destinationUrl,
  };
}
