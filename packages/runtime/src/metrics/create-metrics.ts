import type { Meter } from '@opentelemetry/api';
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { hostName } from '../identity/host-name.ts';
import type { Logger } from '../log/event.ts';
import type { RuntimeEvents } from '../runtime-events.ts';
import { serviceResource } from './service-resource.ts';

export interface MetricsOptions {
  /** As CTA names its services: `cta.taped`, `cta.maintd`. */
  readonly serviceName: string;
  readonly version: string;
  readonly logger: Logger<RuntimeEvents>;
  /** More of who the metrics are of, as in `tape.drive.name` (taped: metrics). */
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface Metrics {
  /** Makes the instruments; their names begin with that of the service, and are CTA's where CTA has one. */
  readonly meter: Meter;
  /** All that was measured, in Prometheus' text format 0.0.4. */
  prometheusText(): Promise<string>;
}

/** Longest time that the callbacks of observable instruments may take. */
const collectionTimeoutMs = 4000;

/** The metrics of a service, kept in memory until somebody asks for them. */
export function createMetrics({ serviceName, version, logger, attributes = {} }: MetricsOptions): Metrics {
  const reader = new PullReader();
  const resource = serviceResource({
    'service.name': serviceName,
    'service.version': version,
    'host.name': hostName(),
    ...attributes,
  });
  const provider = new MeterProvider({ resource, readers: [reader] });
  const serializer = new PrometheusSerializer();
  let complete = true;
  return {
    meter: provider.getMeter(serviceName, version),
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
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}
