import type { LogLevel, LogValue } from './event.ts';
import type { ErrorFields } from './error-fields.ts';

/** One line before it becomes text. */
export interface LogLine {
  readonly timeMs: number;
  readonly level: LogLevel;
  readonly event: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, LogValue>>;
  readonly error: ErrorFields | undefined;
}

/** Turns lines into text and writes it. */
export type LogWriter = (line: LogLine) => void;

/** As CTA's log lines spell the levels. */
export const levelNames = { debug: 'DEBUG', info: 'INFO', warn: 'WARN', error: 'ERROR' } as const satisfies Record<
  LogLevel,
  string
>;

/** Keys that every line, or every line with an error, has of its own: no event and no context may use them. */
export const reservedFields: ReadonlySet<string> = new Set([
  'epoch_time',
  'local_time',
  'hostname',
  'program',
  'pid',
  'log_level',
  'event',
  'message',
  'code',
  'suspect',
  'error_message',
  'details',
  'causes',
  'stack',
]);
