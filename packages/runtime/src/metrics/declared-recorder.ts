import type { Attributes, Counter, Histogram, Meter } from '@opentelemetry/api';
import { ConditionError } from '@cta/conditions';
import type { Metric, MetricRecorder, MetricTable, Observation } from './metric.ts';

/** Records what is declared with OpenTelemetry's instruments, each of which is made when it is first used. */
export class DeclaredRecorder<M extends MetricTable> implements MetricRecorder<M> {
  readonly #metrics: M;
  readonly #meter: Meter;
  readonly #counters = new Map<string, Counter>();
  readonly #histograms = new Map<string, Histogram>();

  constructor(metrics: M, meter: Meter) {
    this.#metrics = metrics;
    this.#meter = meter;
  }

  add(name: string, by: number, attributes?: Attributes): void {
    const made = this.#counters.get(name) ?? this.#meter.createCounter(name, this.#declared(name));
    this.#counters.set(name, made);
    made.add(by, attributes);
  }

  record(name: string, value: number, attributes?: Attributes): void {
    const made = this.#histograms.get(name) ?? this.#meter.createHistogram(name, this.#declared(name));
    this.#histograms.set(name, made);
    made.record(value, attributes);
  }

  observe(name: string, look: () => Iterable<Observation<Metric>>): void {
    const { kind, ...options } = this.#declared(name);
    const make = kind === 'counter' ? 'createObservableCounter' : 'createObservableGauge';
    this.#meter[make](name, options).addCallback((result) => {
      for (const { value, attributes } of look()) result.observe(value, attributes);
    });
  }

  #declared(name: string): Pick<Metric, 'kind' | 'unit' | 'description'> {
    const metric = Object.hasOwn(this.#metrics, name) ? this.#metrics[name] : undefined;
    if (metric === undefined) {
      throw new ConditionError('UNFORESEEN_ERROR', { message: `metric ${name} is not declared` });
    }
    const { kind, unit, description } = metric;
    return { kind, unit, description };
  }
}
