import type { Outages } from '../retry/outages.ts';
import type { RuntimeMetrics } from '../runtime-metrics.ts';
import type { ConditionCounts } from './condition-counts.ts';
import type { MetricRecorder } from './metric.ts';

export interface ServiceMetricsSources {
  readonly conditions: Pick<ConditionCounts, 'list'>;
  readonly outages: Pick<Outages, 'list' | 'reached'>;
}

/** Has the metrics looked at that every service has. */
export function observeService(
  metrics: MetricRecorder<RuntimeMetrics>,
  { conditions, outages }: ServiceMetricsSources,
): void {
  metrics.observe('cta.condition.count', () =>
    conditions.list().map(({ code, suspect, times }) => ({
      value: times,
      attributes: { 'cta.condition.code': code, 'cta.condition.suspect': suspect },
    })),
  );
  metrics.observe('cta.service.outage', () => {
    const lost = outages.list();
    const well = outages.reached().filter((name) => !lost.some(({ connection }) => connection === name));
    return [
      ...lost.map(({ connection, code }) => ({
        value: 1,
        attributes: { 'cta.connection.name': connection, 'cta.condition.code': code },
      })),
      ...well.map((name) => ({ value: 0, attributes: { 'cta.connection.name': name } })),
    ];
  });
}
