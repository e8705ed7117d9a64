import { type Metric, type MetricTable, prometheusLabel, prometheusNames, runtimeMetrics } from '@cta/runtime';
import { sessionMetrics } from '@cta/session';
import { maintenanceMetrics } from '../../apps/cta-maintd/src/maintenance-metrics.ts';

/** What each service measures. */
export const metricTables: readonly { readonly title: string; readonly metrics: MetricTable }[] = [
  { title: 'All services', metrics: runtimeMetrics },
  { title: 'cta-taped', metrics: sessionMetrics },
  { title: 'cta-maintd', metrics: maintenanceMetrics },
];

function row(name: string, metric: Metric): string {
  const { kind, unit, description, attributes = {} } = metric;
  const series = prometheusNames(name, metric).map((prometheusName) => `\`${prometheusName}\``);
  const labels = Object.entries(attributes).map(([key, meaning]) => `\`${prometheusLabel(key)}\` ${meaning}`);
  return `| \`${name}\` | ${series.join(' ')} | ${kind}, ${unit} | ${description} | ${labels.join('; ')} |`;
}

function section(title: string, metrics: MetricTable): string {
  const rows = Object.entries(metrics).map(([name, metric]) => row(name, metric));
  return [
    `## ${title}`,
    '',
    '| metric | in Prometheus | kind, unit | what it tells | labels |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** docs/metrics.md: everything that a service measures. */
export function metricsPage(): string {
  return `${[
    '# Metrics',
    '',
    "Every service answers `GET /metrics` in Prometheus' text format where `[health_server]` is enabled. Names and attributes are CTA's",
    'where CTA has one; Prometheus has `_` where they have `.`. `target_info` says whose they are: `service_name`, `service_version`,',
    '`host_name`, and of `cta-taped` `tape_drive_name` and `tape_library_logical_name`. A metric that is not in this list cannot be',
    'recorded. What was measured is kept in memory: counters begin at 0 with the process. No database is asked for them.',
    '',
    'Which one to look at:',
    '',
    '| question | expression |',
    '| --- | --- |',
    '| Is the drive down, and for what? | `cta_taped_drive_desired == 0`; the code is in `cta_condition_code`, and there is none where a person put it DOWN |',
    '| Has something happened that has a code? | `increase(cta_condition_count_total{cta_condition_code="D103"}[5m]) > 0` |',
    '| What speaks against drives, tapes, libraries? | `sum by (cta_condition_suspect) (increase(cta_condition_count_total[1h]))` |',
    '| Is a connection lost? | `cta_service_outage == 1`; why is in `cta_condition_code` |',
    '| How fast are drives? | `rate(cta_taped_transfer_file_size_total{cta_io_medium="tape"}[5m])` |',
    '',
    'This page is generated: `npm run generate`.',
    '',
    metricTables.map(({ title, metrics }) => section(title, metrics)).join('\n\n'),
  ].join('\n')}\n`;
}
