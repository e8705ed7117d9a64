import type { Meter } from '@opentelemetry/api';
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { AggregationTemporality, InstrumentType, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { serviceResource } from './service-resource.ts';

/** Longest time that looking at what is observed may take. */
const collectionTimeoutMs = 4000;

/** Who the metrics are of, as OpenTelemetry's semantic conventions name it. */
interface ServiceIdentity {
  readonly 'service.name': string;
  readonly 'service.version': string;
  readonly [attribute: string]: string;
}

/** OpenTelemetry's meter of a service, which is read when somebody asks. */
export class OpenTelemetryMeter {
  readonly meter: Meter;
  readonly #reader = new PullReader();
  readonly #serializer = new PrometheusSerializer();

  constructor(identity: ServiceIdentity) {
    const provider = new MeterProvider({ resource: serviceResource(identity), readers: [this.#reader] });
    this.meter = provider.getMeter(identity['service.name'], identity['service.version']);
  }

  /** @returns Prometheus' text format 0.0.4, and why metrics are missing in it */
  async collect(): Promise<{ readonly text: string; readonly errors: readonly unknown[] }> {
    const { resourceMetrics, errors } = await this.#reader.collect({ timeoutMillis: collectionTimeoutMs });
    return { text: this.#serializer.serialize(resourceMetrics), errors };
  }
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
