import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogger } from '../log/create-logger.ts';
import { runtimeEvents } from '../runtime-events.ts';
import { createMetrics } from './create-metrics.ts';

function metricsOf(serviceName: string) {
  const events: unknown[] = [];
  const write = (line: string) => void events.push((JSON.parse(line) as { event: string }).event);
  const logger = createLogger({ events: runtimeEvents, program: 'cta-test', destination: { write } });
  const attributes = { 'tape.drive.name': 'VDRIVE1' };
  return { events, metrics: createMetrics({ serviceName, version: '1.2.3', logger, attributes }) };
}

test("CTA's metrics come out in Prometheus' text, with who they are of", async () => {
  const { metrics } = metricsOf('cta.taped');
  metrics.meter.createCounter('cta.taped.transfer.file.count').add(3, { 'cta.io.direction': 'write' });
  metrics.meter.createHistogram('cta.taped.mount.duration', { unit: 's' }).record(42);
  const text = await metrics.prometheusText();
  assert.match(
    text,
    /^target_info\{service_name="cta\.taped",service_version="1\.2\.3",.*tape_drive_name="VDRIVE1"\} 1$/m,
  );
  assert.match(text, /^cta_taped_transfer_file_count_total\{cta_io_direction="write",.*\} 3$/m);
  assert.match(text, /^cta_taped_mount_duration_sum\{.*\} 42$/m);
});

test('a metric that cannot be observed costs no other, and is logged once until it can', async () => {
  const { events, metrics } = metricsOf('cta.maintd');
  let broken = true;
  metrics.meter.createObservableGauge('cta.maintd.bad').addCallback((result) => {
    if (broken) throw new Error('no');
    result.observe(1);
  });
  metrics.meter.createCounter('cta.maintd.good').add(1);
  assert.match(await metrics.prometheusText(), /^cta_maintd_good_total/m);
  await metrics.prometheusText();
  assert.deepEqual(events, ['metrics_incomplete']);
  broken = false;
  assert.match(await metrics.prometheusText(), /^cta_maintd_bad\{.*\} 1$/m);
  broken = true;
  await metrics.prometheusText();
  assert.deepEqual(events, ['metrics_incomplete', 'metrics_incomplete']);
});
