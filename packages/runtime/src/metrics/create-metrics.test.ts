import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionError } from '@cta/conditions';
import { createLogger } from '../log/create-logger.ts';
import { Outages } from '../retry/outages.ts';
import { runtimeEvents } from '../runtime-events.ts';
import { runtimeMetrics } from '../runtime-metrics.ts';
import { ConditionCounts } from './condition-counts.ts';
import { createMetrics } from './create-metrics.ts';
import { mergeMetrics } from './merge-metrics.ts';
import { defineMetrics } from './metric.ts';
import { prometheusNames } from './prometheus-names.ts';

const testMetrics = mergeMetrics(
  runtimeMetrics,
  defineMetrics({
    'test.files': { kind: 'counter', unit: '1', description: 'Files.', attributes: { 'io.way': 'read or write' } },
    'test.duration': { kind: 'histogram', unit: 's', description: 'Durations.' },
    'test.up': { kind: 'gauge', unit: '1', description: 'Whether it is up.' },
  }),
);

async function metricsOf(serviceName: string, served = true) {
  const events: unknown[] = [];
  const write = (line: string) => void events.push((JSON.parse(line) as { event: string }).event);
  const conditions = new ConditionCounts();
  const logger = createLogger({
    events: runtimeEvents,
    program: 'cta-test',
    level: 'error',
    destination: { write },
    onCondition: (condition) => conditions.count(condition),
  });
  const outages = new Outages({ logger });
  const attributes = { 'tape.drive.name': 'VDRIVE1' };
  const metrics = await createMetrics({
    metrics: testMetrics,
    served,
    serviceName,
    version: '1.2.3',
    logger,
    conditions,
    outages,
    attributes,
  });
  return {
    events,
    logger,
    outages,
    conditions,
    recorder: metrics.recorder,
    scraped: () => metrics.prometheusText(),
  };
}

test("metrics come out in Prometheus' text under the names that are documented, with who they are of", async () => {
  const { recorder, scraped } = await metricsOf('cta.taped');
  recorder.add('test.files', 3, { 'io.way': 'write' });
  recorder.record('test.duration', 42);
  recorder.observe('test.up', () => [{ value: 1 }]);
  const text = await scraped();
  assert.match(
    text,
    /^target_info\{service_name="cta\.taped",service_version="1\.2\.3",.*tape_drive_name="VDRIVE1"\} 1$/m,
  );
  assert.match(text, /^test_files_total\{io_way="write",.*\} 3$/m);
  assert.match(text, /^test_duration_sum\{.*\} 42$/m);
  assert.match(text, /^test_up\{.*\} 1$/m);
  for (const [name, metric] of Object.entries(testMetrics)) {
    if (name === 'cta.service.outage') continue; // Nothing was connected to.
    for (const prometheusName of prometheusNames(name, metric))
      assert.match(text, new RegExp(`^${prometheusName}\\{`, 'm'));
  }
});

test('a condition is counted when it is logged, whatever level is written; its series is there before', async () => {
  const { logger, events, scraped } = await metricsOf('cta.taped');
  const series = /^cta_condition_count_total\{cta_condition_code="S107",cta_condition_suspect="service",.*\} (\d+)$/m;
  assert.equal(series.exec(await scraped())?.[1], '0');
  const error = new ConditionError('SYSTEMD_UNREACHABLE');
  assert.equal(error.code, 'S107');
  logger.emit('systemd_not_notified', {}, error);
  logger.with({}).emit('systemd_not_notified', {}, error);
  assert.equal(series.exec(await scraped())?.[1], '2');
  assert.deepEqual(events, []);
});

test('a connection that is lost has a series with its code, one that is back has none', async () => {
  const { outages, scraped } = await metricsOf('cta.taped');
  const series = async () =>
    [...(await scraped()).matchAll(/^cta_service_outage\{(.*?),otel.*\} (\d)$/gm)].map(
      ([, labels, is]) => `${labels} ${is}`,
    );
  const operation = {};
  assert.deepEqual(await series(), []);
  outages.failed('Catalogue', new ConditionError('DATABASE_UNREACHABLE'), { operation, begunMs: 0 });
  assert.deepEqual(await series(), ['cta_connection_name="Catalogue",cta_condition_code="B101" 1']);
  outages.succeeded('Catalogue', operation);
  assert.deepEqual(await series(), ['cta_connection_name="Catalogue" 0']);
});

test('of a service that nobody can ask nothing is kept', async () => {
  const { recorder, scraped } = await metricsOf('cta.taped', false);
  recorder.add('test.files', 3, { 'io.way': 'write' });
  recorder.record('test.duration', 42);
  recorder.observe('test.up', () => assert.fail('nobody asked'));
  assert.equal(await scraped(), '');
});

test('what was not declared cannot be recorded', async () => {
  const { recorder } = await metricsOf('cta.taped');
  // @ts-expect-error: the name is not declared.
  assert.throws(() => recorder.add('test.other', 1), /metric test\.other is not declared/);
  // @ts-expect-error: the attribute is not declared.
  recorder.add('test.files', 1, { colour: 'red' });
  // @ts-expect-error: it is no counter.
  recorder.add('test.duration', 1);
  assert.throws(() => mergeMetrics(testMetrics, runtimeMetrics), /metric cta\.condition\.count is declared twice/);
});

test('a metric that cannot be observed costs no other, and is logged once until it can', async () => {
  const { conditions, recorder, scraped } = await metricsOf('cta.maintd');
  const incomplete = () => conditions.list().find(({ code }) => code === 'S001')?.times;
  let broken = true;
  recorder.observe('test.up', () => {
    if (broken) throw new Error('no');
    return [{ value: 1 }];
  });
  recorder.add('test.files', 1);
  assert.match(await scraped(), /^test_files_total/m);
  await scraped();
  assert.equal(incomplete(), 1);
  broken = false;
  assert.match(await scraped(), /^test_up\{.*\} 1$/m);
  broken = true;
  await scraped();
  assert.equal(incomplete(), 2);
});
