import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '@cta/testing';
import fc from 'fast-check';
import { endMount } from '../mounts/end-mount.ts';
import { archiveRequest, mountOf, tape } from '../testing/examples.ts';
import { schedulerTemplate } from '../testing/scheduler-template.ts';
import { queueArchive } from './queue-archive.ts';
import { takeArchiveJobs } from './take-archive-jobs.ts';

const { db } = await testDatabase(schedulerTemplate);

interface File {
  readonly sizeBytes: number;
  readonly priority: number;
}

const files = fc.array(fc.record({ sizeBytes: fc.integer({ min: 1, max: 100 }), priority: fc.nat(2) }), {
  maxLength: 12,
});
const limits = fc.record({ maxFiles: fc.integer({ min: 1, max: 6 }), maxBytes: fc.integer({ min: 1, max: 250 }) });

/** What takes should give: numbers of files, take by take. */
function expectedTakes(queued: readonly File[], { maxFiles, maxBytes }: { maxFiles: number; maxBytes: number }) {
  const left = queued
    .map((file, index) => ({ ...file, number: index + 1 }))
    .toSorted((a, b) => b.priority - a.priority || a.number - b.number);
  const takes: number[][] = [];
  while (left.length > 0) {
    let bytes = 0;
    const fitting = left.findIndex((file, place) => {
      bytes += file.sizeBytes;
      return place > 0 && (place >= maxFiles || bytes > maxBytes);
    });
    takes.push(left.splice(0, fitting === -1 ? left.length : fitting).map(({ number }) => number));
  }
  return takes;
}

test('Takes cut the queue, by priority and age, into the longest pieces within the limits', async () => {
  let round = 0;
  await fc.assert(
    fc.asyncProperty(files, limits, async (queued, limit) => {
      round += 1;
      const mount = await mountOf(db, tape(`V${round}`, { tapePool: `pool ${round}` }));
      await queueArchive(
        db,
        queued.map(({ sizeBytes, priority }, index) =>
          archiveRequest(index + 1, {
            sizeBytes,
            mountPolicy: { name: 'policy', archivePriority: priority, archiveMinRequestAge: 1 },
            copies: [{ copyNb: 1, tapePool: mount.tapePool }],
          }),
        ),
      );
      const takes: number[][] = [];
      for (;;) {
        const jobs = await takeArchiveJobs(db, mount, limit);
        if (jobs.length === 0) break;
        takes.push(jobs.map(({ archiveFileId }) => Number(archiveFileId)));
      }
      assert.deepEqual(takes, expectedTakes(queued, limit));
      await endMount(db, mount.mountId);
    }),
    { numRuns: 30 },
  );
});
