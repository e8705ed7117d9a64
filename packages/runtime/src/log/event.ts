export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** One kind of log line. `fields` names every field that it may carry, in snake_case, with what it means. */
export interface LogEvent {
  readonly level: LogLevel;
  /** The sentence that people read; may be reworded at will. */
  readonly message: string;
  readonly fields?: Readonly<Record<string, string>>;
}

export type LogEvents = Readonly<Record<string, LogEvent>>;

/** Declares the log events of a package; they can be written, documented and tested only because they are here. */
export function defineEvents<const E extends LogEvents>(events: E): E {
  return Object.freeze(events);
}

export type LogValue = string | number | bigint | boolean | null | undefined | readonly (string | number)[];

/** Fields that every line of a logger carries: drive, mount_id, vid. */
export type LogContext = Readonly<Record<string, LogValue>>;

type FieldsOf<V extends LogEvent> = V extends { readonly fields: infer F }
  ? { readonly [K in keyof F]?: LogValue }
  : Readonly<Record<string, never>>;

/**
 * Writes declared events. `error` gives the line its `code`, `suspect` and cause chain; an event of level 'error' must
 * have one. `with` gives a logger whose lines all carry more context (drive, mount_id, vid).
 */
export interface Logger<E extends LogEvents = LogEvents> {
  emit<K extends keyof E & string>(event: K, fields?: FieldsOf<E[K]>, error?: unknown): void;
  with(context: LogContext): Logger<E>;
}
