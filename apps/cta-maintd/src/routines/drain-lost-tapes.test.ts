import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ArchiveFileId, catalogueSchema, changeTapeState, migrateCatalogue } from '@cta/catalogue';
import { createLogger } from '@cta/runtime';
import { migrateScheduler, queueRetrieve, requestProgress, retrieveQueues, schedulerSchema } from '@cta/scheduler';
import { example, fillExampleCatalogue, testDatabase } from '@cta/testing';
import { maintenanceEvents } from '../maintenance-events.ts';
import { drainLostTapes } from './drain-lost-tapes.ts';
import type { Turn } from './routine.ts';

const database = await testDatabase({
  name: 'maintd_both',
  migrate: async (db) => {
    await migrateScheduler(db);
    await migrateCatalogue(db);
  },
});
const schedulerDb = database.open({ schema: schedulerSchema });
const catalogueDb = database.open({ schema: catalogueSchema });
await fillExampleCatalogue(catalogueDb);
const [broken, fine] = example.vids;
const lines: string[] = [];
const destination = { write: (line: string) => lines.push(line) };
const logger = createLogger({ events: maintenanceEvents, program: 'test', destination });
const never = { signal: new AbortController().signal, hurry: new AbortController().signal };

function requestOf(id: number, vid: (typeof example.vids)[number]) {
  return {
    archiveFileId: ArchiveFileId(BigInt(id)),
    sizeBytes: 1,
    adler32: 1,
    storageClass: 'class',
    requester: { name: 'user', group: 'group' },
    destinationUrl: null,
    diskFile: { instance: 'disk', fileId: '1', path: '/file' },
    copies: [{ vid, copyNb: 1, fSeq: 1n, blockId: 0n, tapeState: 'ACTIVE' }],
    mountPolicy: { name: 'policy', retrievePriority: 1, retrieveMinRequestAge: 1 },
  } as const;
}

const turn: Turn = { lead: { ask: (question) => question(schedulerDb) }, reachableForMs: 0 };

test('a request that was queued on a tape after it became BROKEN fails, and others wait', async () => {
  const torn = { state: 'BROKEN', reason: 'torn' } as const;
  await changeTapeState(catalogueDb, broken, torn, example.author, () => Promise.resolve());
  const retrieveRequestIds = await queueRetrieve(schedulerDb, [requestOf(1, broken), requestOf(2, fine)]);
  const routine = drainLostTapes({ schedulerDb, catalogueDb, logger });
  await routine.run(never, turn);
  await routine.run(never, turn);
  assert.deepEqual(
    (await retrieveQueues(schedulerDb)).map(({ vid, jobs }) => [vid, jobs]),
    [[fine, 1]],
  );
  assert.deepEqual(await requestProgress(schedulerDb, { retrieveRequestIds }), {
    queued: 1,
    active: 0,
    done: 0,
    failed: 1,
  });
  const [line, ...more] = lines.map((text) => JSON.parse(text) as Readonly<Record<string, unknown>>);
  assert.deepEqual(more, []);
  assert.deepEqual(
    [line?.['event'], line?.['vid'], line?.['state'], line?.['moved'], line?.['failed']],
    ['lost_tape_drained', broken, 'BROKEN', 0, 1],
  );
});
