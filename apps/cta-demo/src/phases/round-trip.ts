import type { ArchiveSubmission, QueuedFile, RefusedRetrieve } from '@cta/admin';
import { listTapes, type TapeListItem } from '@cta/catalogue';
import type { FailedRequest } from '@cta/scheduler';
import type { Installation } from '../installation/installation.ts';
import { requestArchive } from './archiving.ts';
import { compareTrees, type TreeComparison } from './comparing.ts';
import type { PhaseTimes } from './phase-times.ts';
import { waitForRequests } from './request-watch.ts';
import { requestRetrieve } from './retrieving.ts';
import type { Survey } from './survey.ts';

/** What became of the files of the tree. */
export interface RoundTrip extends TreeComparison {
  readonly submission: ArchiveSubmission;
  /** Files of which all copies were safe before anything was retrieved. */
  readonly archived: readonly QueuedFile[];
  readonly failed: readonly FailedRequest[];
  readonly refusedRetrieves: readonly RefusedRetrieve[];
  /** As they are after all of it. */
  readonly tapes: readonly TapeListItem[];
  readonly mounts: { readonly archive: number; readonly retrieve: number };
}

/** Names under which the phases are timed. */
export const phaseNames = {
  requests: 'checksums and requests',
  archive: 'archive',
  retrieve: 'retrieve',
  compare: 'compare',
} as const;

/** Sends a tree to tape and back, and compares. */
export async function makeRoundTrip(installation: Installation, survey: Survey, times: PhaseTimes): Promise<RoundTrip> {
  const { catalogueDb } = installation.admin;
  const tapesBefore = await listTapes(catalogueDb);
  const submission = await times.measure(phaseNames.requests, () => requestArchive(installation, survey));
  const failedArchives = await times.measure(phaseNames.archive, () =>
    waitForRequests(installation, 'two copies to tape', submission),
  );
  const archived = withoutFailed(submission.queued, failedArchives);
  const { refused, failed: failedRetrieves } = await times.measure(phaseNames.retrieve, async () => {
    const retrieves = await requestRetrieve(installation, archived);
    return { ...retrieves, failed: await waitForRequests(installation, 'back from tape', retrieves) };
  });
  const comparison = await times.measure(phaseNames.compare, () => compareTrees(installation, archived));
  const tapes = await listTapes(catalogueDb);
  return {
    submission,
    archived,
    failed: [...failedArchives, ...failedRetrieves],
    refusedRetrieves: refused,
    ...comparison,
    tapes,
    mounts: {
      archive: sumOf(tapes, 'writeMounts') - sumOf(tapesBefore, 'writeMounts'),
      retrieve: sumOf(tapes, 'readMounts') - sumOf(tapesBefore, 'readMounts'),
    },
  };
}

/** Whether every file that was asked for is on tape twice, and came back as it went. */
export function isPerfect({ failed, refusedRetrieves, different }: RoundTrip): boolean {
  return failed.length + refusedRetrieves.length + different.length === 0;
}

function sumOf(tapes: readonly TapeListItem[], mounts: 'writeMounts' | 'readMounts'): number {
  return tapes.reduce((sum, tape) => sum + Number(tape[mounts]), 0);
}

function withoutFailed(queued: readonly QueuedFile[], failed: readonly FailedRequest[]): readonly QueuedFile[] {
  const ids = new Set(failed.map(({ archiveFileId }) => archiveFileId));
  return queued.filter(({ archiveFileId }) => !ids.has(archiveFileId));
}
