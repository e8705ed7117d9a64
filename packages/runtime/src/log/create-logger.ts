import { ConditionError } from '@cta/conditions';
import { errorFields } from './error-fields.ts';
import type { LogContext, LogEvent, LogEvents, Logger, LogLevel, LogValue } from './event.ts';
import { jsonWriter } from './json-writer.ts';
import { type LogDestination, openDestination } from './log-destination.ts';
import { type LogWriter, reservedFields } from './log-line.ts';
import { prettyWriter } from './pretty-writer.ts';

export type LogFormat = 'json' | 'pretty';

export interface LoggerOptions<E extends LogEvents> {
  /** All that may be written; see `mergeEvents`. */
  readonly events: E;
  /** Name of the program, as in `cta-taped`. */
  readonly program: string;
  readonly format?: LogFormat;
  /** Events below this level are not written; one that may change is asked for with each event. */
  readonly level?: LogLevel | (() => LogLevel);
  readonly destination?: LogDestination;
  /** Told of each condition that is logged, also where its level is not written. */
  readonly onCondition?: (condition: ConditionError) => void;
}

const ranks = { debug: 0, info: 1, warn: 2, error: 3 } as const satisfies Record<LogLevel, number>;

/**
 * The logger of a program. A line is written, whole, when `emit` returns.
 *
 * @throws LOG_UNWRITABLE where a log file cannot be opened; UNFORESEEN_ERROR, here and by `emit`, for what was not declared.
 */
export function createLogger<E extends LogEvents>({
  events,
  program,
  format = 'json',
  level = 'info',
  destination = 'stdout',
  onCondition = () => {},
}: LoggerOptions<E>): Logger<E> {
  for (const [name, event] of Object.entries(events)) refuseReserved(`log event ${name}`, event.fields);
  const stream = openDestination(destination);
  const write = format === 'json' ? jsonWriter(program, stream) : prettyWriter(stream, stream.colours);
  const lowestLevel = typeof level === 'function' ? level : () => level;
  return new DeclaredLogger({ events, lowestLevel, write, onCondition }, {});
}

interface LoggerParts<E extends LogEvents> {
  readonly events: E;
  readonly lowestLevel: () => LogLevel;
  readonly write: LogWriter;
  readonly onCondition: (condition: ConditionError) => void;
}

class DeclaredLogger<E extends LogEvents> implements Logger<E> {
  readonly #parts: LoggerParts<E>;
  readonly #context: LogContext;

  constructor(parts: LoggerParts<E>, context: LogContext) {
    this.#parts = parts;
    this.#context = context;
  }

  emit(name: keyof E & string, fields: Readonly<Record<string, LogValue>> = {}, error?: unknown): void {
    const { events, lowestLevel, write, onCondition } = this.#parts;
    const event = declaredEvent(events, name, fields);
    const condition = conditionFor(name, event, error);
    if (condition !== undefined) onCondition(condition);
    if (ranks[event.level] < ranks[lowestLevel()]) return;
    write({
      timeMs: Date.now(),
      level: event.level,
      event: name,
      message: event.message,
      fields: { ...this.#context, ...fields },
      error: condition && errorFields(condition),
    });
  }

  with(context: LogContext): Logger<E> {
    refuseReserved('log context', context);
    return new DeclaredLogger(this.#parts, { ...this.#context, ...context });
  }
}

function declaredEvent(events: LogEvents, name: string, fields: object): LogEvent {
  const event = Object.hasOwn(events, name) ? events[name] : undefined;
  if (event === undefined) {
    throw new ConditionError('UNFORESEEN_ERROR', { message: `log event ${name} is not declared` });
  }
  const strange = Object.keys(fields).filter((field) => !Object.hasOwn(event.fields ?? {}, field));
  if (strange.length > 0) {
    throw new ConditionError('UNFORESEEN_ERROR', {
      message: `log event ${name} does not declare ${strange.join(', ')}`,
    });
  }
  return event;
}

/** An event of level 'error' always has a code, be it that of our own fault to give none. */
function conditionFor(name: string, event: LogEvent, error: unknown): ConditionError | undefined {
  if (error !== undefined) return ConditionError.from(error);
  if (event.level !== 'error') return undefined;
  return new ConditionError('UNFORESEEN_ERROR', { message: `log event ${name} was written without its error` });
}

function refuseReserved(owner: string, fields: object = {}): void {
  const reserved = Object.keys(fields).filter((field) => reservedFields.has(field));
  if (reserved.length > 0) {
    throw new ConditionError('UNFORESEEN_ERROR', { message: `${owner} uses the reserved ${reserved.join(', ')}` });
  }
}
