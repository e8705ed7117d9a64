import type { Metric } from './metric.ts';

/** What Prometheus calls a metric: a histogram has three series. */
export function prometheusNames(name: string, { kind }: Metric): readonly string[] {
  const plain = prometheusLabel(name);
  switch (kind) {
    case 'counter':
      return [`${plain}_total`];
    case 'gauge':
      return [plain];
    case 'histogram':
      return ['bucket', 'sum', 'count'].map((part) => `${plain}_${part}`);
  }
}

/** What Prometheus calls an attribute. */
export function prometheusLabel(attribute: string): string {
  return attribute.replaceAll(/[^a-zA-Z0-9_]/g, '_');
}
