import { hostName } from '../identity/host-name.ts';
import type { Logger } from '../log/event.ts';
import type { RuntimeEvents } from '../runtime-events.ts';
import type { RuntimeMetrics } from '../runtime-metrics.ts';
import { DeclaredRecorder } from './declared-recorder.ts';
import type { MetricRecorder, MetricTable } from './metric.ts';
import { observeService, type ServiceMetricsSources } from './service-metrics.ts';

export interface MetricsOptions<M extends MetricTable> extends ServiceMetricsSources {
  /** All that may be recorded, the runtime's metrics among them; see `mergeMetrics`. */
  readonly metrics: M;
  /** Whether anybody can ask for them: they are not kept where no health server is enabled. */
  readonly served: boolean;
  /** As CTA names its services: `cta.taped`, `cta.maintd`. */
  readonly serviceName: string;
  readonly version: string;
  readonly logger: Logger<RuntimeEvents>;
  /** More of who the metrics are of, as in `tape.drive.name` (taped: metrics). */
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface Metrics<M extends MetricTable> {
  readonly recorder: MetricRecorder<M>;
  /** All that was measured, in Prometheus' text format 0.0.4. */
  prometheusText(): Promise<string>;
}

/** The metrics of a service, kept in memory until somebody asks for them; those that every service has are observed. */
export async function createMetrics<M extends RuntimeMetrics & MetricTable>(
  options: MetricsOptions<M>,
): Promise<Metrics<M>> {
  const { metrics, served, serviceName, version, logger, attributes = {} } = options;
  if (!served) return { recorder: unkept, prometheusText: async () => '' };
  // A third of all that a service loads: a start without it is that much shorter.
  const { OpenTelemetryMeter } = await import('./open-telemetry-meter.ts');
  const meter = new OpenTelemetryMeter({
    'service.name': serviceName,
    'service.version': version,
    'host.name': hostName(),
    ...attributes,
  });
  const recorder = new DeclaredRecorder(metrics, meter.meter);
  observeService(recorder, options);
  let complete = true;
  return {
    recorder,
    async prometheusText() {
      const { text, errors } = await meter.collect();
      // A metric that cannot be observed is missed once in the log, not once a scrape.
      if (complete && errors.length > 0) logger.emit('metrics_incomplete', {}, errors[0]);
      complete = errors.length === 0;
      return text;
    },
  };
}

/** Takes everything, and keeps nothing of it. */
const unkept: MetricRecorder<MetricTable> = { add() {}, record() {}, observe() {} };
