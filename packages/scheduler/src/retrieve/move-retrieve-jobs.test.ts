import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Vid } from '@cta/catalogue';
import { testDatabase } from '@cta/testing';
import { retrieveQueues } from '../queues/queue-summaries.ts';
import { copyOn, mountOf, retrieveRequest, tape } from '../testing/examples.ts';
import { schedulerTemplate } from '../testing/scheduler-template.ts';
import { moveRetrieveJobs, otherTapesOf } from './move-retrieve-jobs.ts';
import { queueRetrieve } from './queue-retrieve.ts';
import { takeRetrieveJobs } from './take-retrieve-jobs.ts';

const { db } = await testDatabase(schedulerTemplate);
const [gone, second, third] = [Vid('V00001'), Vid('V00002'), Vid('V00003')];

async function jobsByTape(): Promise<Readonly<Record<string, number>>> {
  return Object.fromEntries((await retrieveQueues(db)).map(({ vid, jobs }) => [vid, jobs]));
}

test('what waits for a tape goes to its first copy on one that can be read, and the rest stays', async () => {
  await queueRetrieve(db, [
    // The others are DISABLED only so that the first is chosen.
    retrieveRequest(1, {
      copies: [copyOn(gone, 1), copyOn(second, 11, 2, 'DISABLED'), copyOn(third, 21, 3, 'DISABLED')],
    }),
    retrieveRequest(2, { copies: [copyOn(gone, 2), copyOn(third, 22, 2, 'DISABLED')] }),
    retrieveRequest(3, { copies: [copyOn(gone, 3)] }),
  ]);
  const mount = await mountOf(db, tape(gone), { type: 'RETRIEVE' });
  const [taken] = await takeRetrieveJobs(db, mount, { maxFiles: 1, maxBytes: 1e15 });
  assert.equal(taken?.fSeq, 1n);

  assert.deepEqual(await otherTapesOf(db, gone), [third]);
  assert.equal(await moveRetrieveJobs(db, gone, []), 0);
  assert.equal(await moveRetrieveJobs(db, gone, [gone, second, third]), 1);
  assert.deepEqual(await jobsByTape(), { [gone]: 1, [third]: 1 });

  const [moved] = await takeRetrieveJobs(db, await mountOf(db, tape(third), { type: 'RETRIEVE' }), {
    maxFiles: 10,
    maxBytes: 1e15,
  });
  assert.deepEqual([moved?.copyNb, moved?.fSeq, moved?.blockId], [2, 22n, 220n]);
});
