import type { MountId } from '@cta/catalogue';
import type { Database } from '@cta/database';
import { failArchiveJobs } from '../archive/fail-archive-jobs.ts';
import { withMount } from '../mounts/locked-mount.ts';
import { failRetrieveJobs } from '../retrieve/fail-retrieve-jobs.ts';
import type { FailedJob, FailedJobs } from './job-failure.ts';

const none: FailedJobs = { failed: 0, retriedInMount: 0, requeued: 0 };

/** Counts a failure of jobs that a mount still owns and decides what becomes of each. */
export function failJobs(db: Database, mountId: MountId, failures: readonly FailedJob[]): Promise<FailedJobs> {
  return withMount(db, mountId, none, async (t, mount) => {
    switch (mount.type) {
      case 'ARCHIVE_FOR_USER':
        return failArchiveJobs(t, mount, failures);
      case 'RETRIEVE':
        return failRetrieveJobs(t, mount, failures);
      case 'LABEL':
        return none;
    }
  });
}
