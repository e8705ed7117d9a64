/** The jobs that a session has not yet told the end of, under the ids by which the transfer knows them as tasks. */
export class JobLedger<Job extends { readonly jobId: bigint }> {
  readonly #jobs = new Map<string, Job>();

  /** @returns the task id of the job: the same whenever, and in whatever mount, the job is tried */
  add(job: Job): string {
    const taskId = String(job.jobId);
    this.#jobs.set(taskId, job);
    return taskId;
  }

  /** Takes a job out, because its end is being told; undefined where that was done before. */
  take(taskId: string): Job | undefined {
    const job = this.#jobs.get(taskId);
    this.#jobs.delete(taskId);
    return job;
  }
}
