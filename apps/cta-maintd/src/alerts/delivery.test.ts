import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, beforeEach, test } from 'node:test';
import { type Alert, settleAlerts } from '@cta/catalogue';
import type { Clock } from '@cta/clock';
import { sql } from '@cta/database';
import { createLogger, mergeEvents, Outages, runtimeEvents, SecretFile } from '@cta/runtime';
import { catalogueTemplate, testDatabase } from '@cta/testing';
import { maintenanceEvents } from '../maintenance-events.ts';
import { Delivery, type DeliveryOptions } from './delivery.ts';
import type { Receiver } from './receiver.ts';
import { TestReceiver } from './test-receiver.ts';

const { db: catalogueDb } = await testDatabase(catalogueTemplate);
const folder = mkdtempSync(join(tmpdir(), 'cta-alerts-'));
after(() => rmSync(folder, { recursive: true }));

const never = { signal: new AbortController().signal, hurry: new AbortController().signal };
let receiver = new TestReceiver();
let events: string[] = [];
let nowMs = 0;
const clock: Clock = { now: () => nowMs, sleep: async () => {} };
const logger = createLogger({
  events: mergeEvents(runtimeEvents, maintenanceEvents),
  program: 'test',
  destination: {
    write: (line: string) => {
      const { event, code } = JSON.parse(line) as { event: string; code?: string };
      if (event !== 'alert_delivered') events.push([event, ...(code === undefined ? [] : [code])].join(' '));
    },
  },
});

beforeEach(async () => {
  [events, nowMs] = [[], 0];
  await catalogueDb.execute(sql`DELETE FROM ALERT`);
  receiver = new TestReceiver();
  await receiver.listen();
});
afterEach(() => receiver.close());

function deliveryTo(to: Partial<Receiver> = {}, changes: Partial<DeliveryOptions> = {}): Delivery {
  const options = { source: '/test', timeoutMs: 10_000, timeLimitMs: 60_000, longestPauseMs: 300_000 };
  const outages = new Outages({ logger, clock });
  return new Delivery(
    { name: 'tas', url: receiver.url, token: undefined, ...to },
    { catalogueDb, clock, logger, outages, ...options, ...changes },
  );
}

function silent(instance: string): Alert {
  return { subject: `service/taped/${instance}`, code: 'S404', text: `${instance} is silent`, actor: 'maintd@host' };
}

/** What is the matter now. */
const stand = (...instances: readonly string[]): Promise<void> =>
  settleAlerts(catalogueDb, 'service', instances.map(silent));

/** Long enough for any pause to be over. */
const later = (): void => {
  nowMs += 300_000;
};

test('an event is a CloudEvent in structured mode, and tells what the registry says of its code', async () => {
  const secret = join(folder, 'token');
  writeFileSync(secret, 'open sesame\n');
  await stand('A');
  assert.equal(await deliveryTo({ token: new SecretFile(secret) }).run(never), 1);
  const [sent] = receiver.sent;
  assert.deepEqual(
    [sent?.contentType, sent?.authorization],
    ['application/cloudevents+json; charset=utf-8', 'Bearer open sesame'],
  );
  assert.ok(sent !== undefined);
  const { id, time, data, ...attributes } = sent.event;
  assert.deepEqual(attributes, {
    specversion: '1.0',
    source: '/test',
    type: 'ch.cern.cta.condition.raised',
    subject: 'service/taped/A',
    datacontenttype: 'application/json',
  });
  assert.match(id, /^[0-9a-f-]{36}\.raised$/);
  assert.equal(new Date(time).toISOString(), time);
  const { code, name, severity, suspect, text } = data;
  assert.deepEqual(
    [code, name, severity, suspect, text],
    ['S404', 'SERVICE_SILENT', 'error', 'service', 'A is silent'],
  );
});

test('what was taken is not sent again, and each receiver is told everything', async () => {
  await stand('A');
  await stand();
  assert.equal(await deliveryTo().run(never), 2);
  assert.equal(await deliveryTo().run(never), 0);
  assert.equal(await deliveryTo({ name: 'another' }).run(never), 2);
  assert.deepEqual(receiver.story.slice(2), ['service/taped/A raised', 'service/taped/A resolved']);
});

test('a receiver that is away, then slow, then answers 500 is sent the same event until it takes it, in order', async () => {
  const delivery = deliveryTo({}, { timeoutMs: 200 });
  await stand('A');
  await receiver.close();
  assert.equal(await delivery.run(never), 0);
  await stand();
  assert.deepEqual(events, ['connection_lost S405']);

  await receiver.listen();
  receiver.answer = () => 'never';
  later();
  assert.equal(await delivery.run(never), 0);
  receiver.answer = () => 500;
  later();
  assert.equal(await delivery.run(never), 0);
  receiver.answer = () => 204;
  later();
  assert.equal(await delivery.run(never), 2);
  assert.deepEqual(receiver.story, [
    'service/taped/A raised',
    'service/taped/A raised',
    'service/taped/A raised',
    'service/taped/A resolved',
  ]);
  assert.equal(new Set(receiver.sent.slice(0, 3).map(({ event }) => event.id)).size, 1);
  assert.equal(events.at(-1), 'connection_back');
  assert.ok(!events.includes('connection_lost S406'), 'one line a loss');
});

test('a receiver that failed is left alone for a while', async () => {
  const delivery = deliveryTo();
  receiver.answer = () => 503;
  await stand('A');
  // A pause may be as short as nothing: full jitter.
  for (let tries = 0; tries < 100; tries += 1) await delivery.run(never);
  assert.ok(receiver.sent.length < 50, `${receiver.sent.length} of 100 tries were made in no time`);
});

test('an event that is refused holds back its subject alone', async () => {
  const delivery = deliveryTo();
  receiver.answer = ({ subject }) => (subject.endsWith('A') ? 422 : 200);
  await stand('A', 'B');
  await stand('C');
  assert.equal(await delivery.run(never), 3);
  assert.deepEqual(events, ['connection_lost S406']);
  receiver.answer = () => 200;
  later();
  assert.equal(await delivery.run(never), 2);
  assert.deepEqual(
    receiver.story.filter((line) => line.includes('/A')),
    ['service/taped/A raised', 'service/taped/A raised', 'service/taped/A resolved'],
  );
});

test('a redirection is no delivery, and a token that cannot be read keeps the event', async () => {
  receiver.answer = () => 302;
  await stand('A');
  assert.equal(await deliveryTo().run(never), 0);
  assert.deepEqual(events, ['connection_lost S406']);
  const unreadable = deliveryTo({ name: 'other', token: new SecretFile(join(folder, 'none')) });
  assert.equal(await unreadable.run(never), 0);
  assert.equal(events.at(-1), 'connection_lost S103');
  assert.equal(receiver.sent.length, 1);
});

test('a service that is told to hurry does not wait for an answer', async () => {
  receiver.answer = () => 'never';
  await stand('A');
  const hurrying = new AbortController();
  const running = deliveryTo().run({ signal: new AbortController().signal, hurry: hurrying.signal });
  hurrying.abort(new DOMException('hurry', 'AbortError'));
  await assert.rejects(running, { name: 'AbortError' });
});
