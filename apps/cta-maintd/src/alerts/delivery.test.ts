import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, beforeEach, test } from 'node:test';
import { type Alert, settleAlerts } from '@cta/catalogue';
import type { Clock } from '@cta/clock';
import { isCondition } from '@cta/conditions';
import { sql } from '@cta/database';
import { createLogger, mergeEvents, Outages, runtimeEvents, SecretFile } from '@cta/runtime';
import { catalogueTemplate, testDatabase } from '@cta/testing';
import { becomeLeader, type Leadership } from '../cycle/leadership.ts';
import { maintenanceEvents } from '../maintenance-events.ts';
import { Deliveries } from './deliveries.ts';
import { Delivery, type DeliveryOptions } from './delivery.ts';
import type { Receiver } from './receiver.ts';
import { TestReceiver } from './test-receiver.ts';

const { db: catalogueDb } = await testDatabase(catalogueTemplate);
const folder = mkdtempSync(join(tmpdir(), 'cta-alerts-'));
after(() => rmSync(folder, { recursive: true }));

const never = { signal: new AbortController().signal, hurry: new AbortController().signal };
const lead: Leadership = { ask: (question) => question(catalogueDb) };
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

const settings = { source: '/test', timeoutMs: 10_000, timeLimitMs: 60_000, longestPauseMs: 300_000 };

function deliveryTo(to: Partial<Receiver> = {}, changes: Partial<DeliveryOptions> = {}): Delivery {
  const outages = new Outages({ logger, clock });
  return new Delivery(
    { name: 'tas', url: receiver.url, token: undefined, ...to },
    { catalogueDb, clock, logger, outages, ...settings, ...changes },
  );
}

function silent(instance: string): Alert {
  return { subject: `service/taped/${instance}`, code: 'S404', text: `${instance} is silent`, actor: 'maintd@host' };
}

/** What is the matter now. */
const stand = (...instances: readonly string[]): Promise<void> =>
  settleAlerts(catalogueDb, 'service', instances.map(silent));

/** What happens to who leads: its connection is gone, and it has not noticed. */
async function endSessionThatLeads(): Promise<void> {
  await catalogueDb.query(sql`
    SELECT pg_terminate_backend(pid) FROM pg_locks
     WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`);
}

/** Long enough for any pause to be over. */
const later = (): void => {
  nowMs += 300_000;
};

test('an event is a CloudEvent in structured mode, and tells what the registry says of its code', async () => {
  const secret = join(folder, 'token');
  writeFileSync(secret, 'open sesame\n');
  await stand('A');
  assert.equal(await deliveryTo({ token: new SecretFile(secret) }).run(never, lead), 1);
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
  assert.equal(await deliveryTo().run(never, lead), 2);
  assert.equal(await deliveryTo().run(never, lead), 0);
  assert.equal(await deliveryTo({ name: 'another' }).run(never, lead), 2);
  assert.deepEqual(receiver.story.slice(2), ['service/taped/A raised', 'service/taped/A resolved']);
});

test('a receiver that is away, then slow, then answers 500 is sent the same event until it takes it, in order', async () => {
  const delivery = deliveryTo({}, { timeoutMs: 200 });
  await stand('A');
  await receiver.close();
  assert.equal(await delivery.run(never, lead), 0);
  await stand();
  assert.deepEqual(events, ['connection_lost S405']);

  await receiver.listen();
  receiver.answer = () => 'never';
  later();
  assert.equal(await delivery.run(never, lead), 0);
  receiver.answer = () => 500;
  later();
  assert.equal(await delivery.run(never, lead), 0);
  receiver.answer = () => 204;
  later();
  assert.equal(await delivery.run(never, lead), 2);
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
  for (let tries = 0; tries < 100; tries += 1) await delivery.run(never, lead);
  assert.ok(receiver.sent.length < 50, `${receiver.sent.length} of 100 tries were made in no time`);
});

test('an event that is refused holds back its subject alone', async () => {
  const delivery = deliveryTo();
  receiver.answer = ({ subject }) => (subject.endsWith('A') ? 422 : 200);
  await stand('A', 'B');
  await stand('C');
  assert.equal(await delivery.run(never, lead), 3);
  assert.deepEqual(events, ['connection_lost S406']);
  receiver.answer = () => 200;
  later();
  assert.equal(await delivery.run(never, lead), 2);
  assert.deepEqual(
    receiver.story.filter((line) => line.includes('/A')),
    ['service/taped/A raised', 'service/taped/A raised', 'service/taped/A resolved'],
  );
});

test('a redirection is no delivery, and a token that cannot be read keeps the event', async () => {
  receiver.answer = () => 302;
  await stand('A');
  assert.equal(await deliveryTo().run(never, lead), 0);
  assert.deepEqual(events, ['connection_lost S406']);
  const unreadable = deliveryTo({ name: 'other', token: new SecretFile(join(folder, 'none')) });
  assert.equal(await unreadable.run(never, lead), 0);
  assert.equal(events.at(-1), 'connection_lost S103');
  assert.equal(receiver.sent.length, 1);
});

test('a service that is told to hurry does not wait for an answer', async () => {
  receiver.answer = () => 'never';
  await stand('A');
  const hurrying = new AbortController();
  const running = deliveryTo().run({ signal: new AbortController().signal, hurry: hurrying.signal }, lead);
  hurrying.abort(new DOMException('hurry', 'AbortError'));
  await assert.rejects(running, { name: 'AbortError' });
});

test('who has lost the lead sends nothing more of what it had read, and who leads now has told it in order', async () => {
  await stand('A', 'B');
  const told = Promise.withResolvers<void>();
  const mayAnswer = Promise.withResolvers<void>();
  const delivery = deliveryTo();
  receiver.onEvent = async ({ subject }) => {
    if (!subject.endsWith('A')) return;
    told.resolve();
    await mayAnswer.promise;
  };
  const old = catalogueDb.session(async (session) => {
    const oldLead = await becomeLeader(session, 'deliver_alerts');
    assert.ok(oldLead !== undefined);
    const sending = delivery.run(never, oldLead);
    await told.promise;
    await endSessionThatLeads();
    await catalogueDb.session(async (other) => {
      const newLead = await becomeLeader(other, 'deliver_alerts');
      assert.ok(newLead !== undefined, 'the lock went with the session of who led');
      receiver.onEvent = () => Promise.resolve();
      await stand();
      await deliveryTo().run(never, newLead);
    });
    mayAnswer.resolve();
    await sending;
  });
  await assert.rejects(old, (error) => isCondition(error, 'DATABASE_UNREACHABLE'));
  assert.deepEqual(
    receiver.story.filter((line) => line.includes('/B')),
    ['service/taped/B raised', 'service/taped/B resolved'],
  );
});

test('an event that another service has delivered since it was read is not sent again', async () => {
  await stand('A', 'B');
  receiver.onEvent = async ({ subject }) => {
    if (!subject.endsWith('A')) return;
    receiver.onEvent = () => Promise.resolve();
    await deliveryTo().run(never, lead);
  };
  await deliveryTo().run(never, lead);
  assert.equal(receiver.story.filter((line) => line.includes('/B')).length, 1);
});

test('a receiver that is reached otherwise after a reload goes on where it was, and its outage ends', async () => {
  const outages = new Outages({ logger, clock });
  const deliveries = new Deliveries();
  const options = { catalogueDb, clock, logger, outages, ...settings };
  const configured = (...receivers: readonly Receiver[]) =>
    Promise.all(deliveries.to(receivers, options).map((delivery) => delivery.run(never, lead)));
  const tas = { name: 'tas', url: receiver.url, token: undefined };
  receiver.answer = () => 401;
  await stand('A');
  await configured(tas, { ...tas, name: 'other' });
  assert.deepEqual(events, ['connection_lost S406', 'connection_lost S406']);
  receiver.answer = () => 204;
  // No time has passed: whoever corrects the file need not wait for the pause to end.
  assert.deepEqual(await configured({ ...tas, url: `${receiver.url}/corrected` }), [1]);
  assert.deepEqual(events.slice(2).toSorted(), ['connection_abandoned', 'connection_back']);
  assert.deepEqual(outages.list(), [], 'neither the corrected receiver nor the removed one is missed');
});
