import { mergeDeclared, type Merged } from '../declarations/merge-declared.ts';
import type { MetricTable } from './metric.ts';

/** One table of the metrics of several packages. @throws UNFORESEEN_ERROR where two tables declare the same name */
export function mergeMetrics<const T extends readonly MetricTable[]>(...tables: T): Merged<T> {
  return mergeDeclared('metric', tables);
}
