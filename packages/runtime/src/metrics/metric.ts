/** A counter only grows; a gauge is what it is when somebody looks; a histogram has how many values were how large. */
export type MetricKind = 'counter' | 'gauge' | 'histogram';

/** One instrument. `attributes` names every attribute that its series may carry, with what it means. */
export interface Metric {
  readonly kind: MetricKind;
  /** As UCUM writes it: `1`, `s`, `ms`, `By`. */
  readonly unit: string;
  readonly description: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

export type MetricTable = Readonly<Record<string, Metric>>;

/** Declares the metrics of a package; they can be recorded, documented and tested only because they are here. */
export function defineMetrics<const M extends MetricTable>(metrics: M): M {
  return Object.freeze(metrics);
}

/** Names of the metrics that are of one of these kinds. */
export type MetricOfKind<M extends MetricTable, K extends MetricKind> = {
  [N in keyof M & string]: M[N]['kind'] extends K ? N : never;
}[keyof M & string];

/** Attributes of one series of a metric. */
export type AttributesOf<V extends Metric> = V extends { readonly attributes: infer A }
  ? { readonly [K in keyof A]?: string }
  : Readonly<Record<string, never>>;

/** One series of a metric that is observed, and what it is now. */
export interface Observation<V extends Metric> {
  readonly value: number;
  readonly attributes?: AttributesOf<V>;
}

/** Takes down what declared metrics measure. */
export interface MetricRecorder<M extends MetricTable> {
  /** Adds to a counter; by 0 begins a series, so that its first growth is seen as one. */
  add<N extends MetricOfKind<M, 'counter'>>(name: N, by: number, attributes?: AttributesOf<M[N]>): void;
  /** Adds a value to a histogram. */
  record<N extends MetricOfKind<M, 'histogram'>>(name: N, value: number, attributes?: AttributesOf<M[N]>): void;
  /** Has `look` asked, whenever somebody wants to know, for all series that there are. Once for each metric. */
  observe<N extends MetricOfKind<M, 'counter' | 'gauge'>>(name: N, look: () => Iterable<Observation<M[N]>>): void;
}
