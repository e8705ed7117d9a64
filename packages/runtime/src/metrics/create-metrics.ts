import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { AggregationTemporality, InstrumentType, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { hostName } from '../identity/host-name.ts';
import type { Logger } from '../log/event.ts';
import type { RuntimeEvents } from '../runtime-events.ts';
import type { RuntimeMetrics } from '../runtime-metrics.ts';
import { DeclaredRecorder } from './declared-recorder.ts';
import type { MetricRecorder, MetricTable } from './metric.ts';
import { observeService, type ServiceMetricsSources } from './service-metrics.ts';
import { serviceResource } from './service-resource.ts';

export interface MetricsOptions<M extends MetricTable> extends ServiceMetricsSources {
  /** All that may be recorded, the runtime's metrics among them; see `mergeMetrics`. */
  readonly metrics: M;
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

/** Longest time that looking at what is observed may take. */
const collectionTimeoutMs = 4000;

/** The metrics of a service, kept in memory until somebody asks for them; those that every service has are observed. */
export function createMetrics<M extends RuntimeMetrics & MetricTable>(options: MetricsOptions<M>): Metrics<M> {
  const { metrics, serviceName, version, logger, attributes = {} } = options;
  const reader = new PullReader();
  const resource = serviceResource({
    'service.name': serviceName,
    'service.version': version,
    'host.name': hostName(),
    ...attributes,
  });
  const provider = new MeterProvider({ resource, readers: [reader] });
  const serializer = new PrometheusSerializer();
  const recorder = new DeclaredRecorder(metrics, provider.getMeter(serviceName, version));
  observeService(recorder, options);
  let complete = true;
  return {
    recorder,
    async prometheusText() {
      const { resourceMetrics, errors } = await reader.collect({ timeoutMillis: collectionTimeoutMs });
      // A metric that cannot be observed is missed once in the log, not once a scrape.
      if (complete && errors.length > 0) logger.emit('metrics_incomplete', {}, errors[0]);
      complete = errors.length === 0;
      return serializer.serialize(resourceMetrics);
    },
  };
}

/** Collects only when it is asked: nothing is left to flush or to stop. */
class PullReader extends MetricReader {
  constructor() {
    super({
      // The series of a gauge are those that there are now: one of the past would be told with its last value for ever.
      aggregationTemporalitySelector: (type) =>
        type === InstrumentType.OBSERVABLE_GAUGE ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE,
    });
  }

  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}
