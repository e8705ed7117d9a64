import { ConditionError } from '@cta/conditions';
import type { LogEvent, LogEvents } from './event.ts';

type Merged<T extends readonly LogEvents[]> = T extends readonly [
  infer First extends LogEvents,
  ...infer Rest extends readonly LogEvents[],
]
  ? First & Merged<Rest>
  : unknown;

/**
 * One table of the events of several packages.
 *
 * @throws UNFORESEEN_ERROR where two tables declare the same name: monitors could not tell the two apart.
 */
export function mergeEvents<const T extends readonly LogEvents[]>(...tables: T): Merged<T> {
  const merged: Record<string, LogEvent> = {};
  for (const [name, event] of tables.flatMap((table) => Object.entries(table))) {
    if (Object.hasOwn(merged, name)) {
      throw new ConditionError('UNFORESEEN_ERROR', { message: `log event ${name} is declared twice` });
    }
    merged[name] = event;
  }
  return Object.freeze(merged) as Merged<T>;
}
