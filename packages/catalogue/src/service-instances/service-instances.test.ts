import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleCatalogueTemplate, testDatabase } from '@cta/testing';
import { listServices, reportService, type ServicePhase } from './service-instances.ts';

const { db } = await testDatabase(exampleCatalogueTemplate);

/** A process of a service, the how-manieth. */
function processOf(run: number) {
  const service = { kind: 'taped', instance: 'drive1', host: 'h', version: '0.1.0', conditionCode: null } as const;
  const about = { ...service, pid: 100, startedAt: new Date(1_700_000_000_000 + run) };
  return {
    start: () => reportService(db, { ...about, phase: 'starting' }, { isFirst: true }),
    tell: (phase: ServicePhase) => reportService(db, { ...about, phase }),
  };
}

async function counts(): Promise<readonly unknown[]> {
  const [service] = await listServices(db);
  return [service?.startCount, service?.deathCount];
}

test('starts are counted, and so are those before which the service had not told that it stops', async () => {
  const [first, second, third] = [processOf(1), processOf(2), processOf(3)];
  await first.start();
  assert.deepEqual(await counts(), [1n, 0n]);
  await first.tell('ready');
  await first.tell('stopping');
  assert.deepEqual(await counts(), [1n, 0n]);
  await second.start();
  assert.deepEqual(await counts(), [2n, 0n]);
  await second.tell('ready');
  await third.start();
  assert.deepEqual(await counts(), [3n, 1n]);
});

test('a start that is told twice, since nobody knew whether it was heard, counts once', async () => {
  const fourth = processOf(4);
  await fourth.start();
  await fourth.start();
  assert.deepEqual(await counts(), [4n, 2n]);
});

test('two processes of one name that take turns in telling are no starts', async () => {
  await processOf(3).tell('ready');
  await processOf(4).tell('ready');
  assert.deepEqual(await counts(), [4n, 2n]);
});
