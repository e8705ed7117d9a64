import { mergeDeclared, type Merged } from '../declarations/merge-declared.ts';
import type { LogEvents } from './event.ts';

/** One table of the events of several packages. @throws UNFORESEEN_ERROR where two tables declare the same name */
export function mergeEvents<const T extends readonly LogEvents[]>(...tables: T): Merged<T> {
  return mergeDeclared('log event', tables);
}
