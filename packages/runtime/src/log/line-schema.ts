import { z } from 'zod';
import type { LogEvent, LogEvents } from './event.ts';
import { levelNames } from './log-line.ts';

const value = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.union([z.string(), z.number()]))]);

/** What every line has. */
const everyLine = {
  log_level: z.enum(levelNames),
  epoch_time: z.number(),
  local_time: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}$/),
  hostname: z.string(),
  program: z.string(),
  pid: z.int(),
};

/** What a line has besides where it tells of a condition. */
const ofCondition = {
  code: z.string().regex(/^[A-Z]\d{3}$/),
  suspect: z.string(),
  error_message: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
  causes: z.array(z.string()).optional(),
  stack: z.array(z.string()).optional(),
};

/**
 * The form of the lines that a program may write, made of the events that it has declared: one object for each event, with
 * no field but those of every line, of its event and of the context; at level error always with a code.
 * @param contexts fields that loggers add: drive, mount_id, vid
 */
export function logLineSchema(events: LogEvents, contexts: readonly string[]): z.ZodType<Record<string, unknown>> {
  const lines = Object.entries(events).map(([name, event]) => eventSchema(name, event, contexts));
  const [first, ...others] = lines;
  return first === undefined ? z.never() : z.discriminatedUnion('event', [first, ...others]);
}

function eventSchema(name: string, { level, message, fields = {} }: LogEvent, contexts: readonly string[]) {
  const ofEvent = Object.fromEntries([...contexts, ...Object.keys(fields)].map((field) => [field, value.optional()]));
  const condition = z.object(ofCondition);
  return z.strictObject({
    ...everyLine,
    event: z.literal(name),
    message: z.literal(message),
    log_level: z.literal(levelNames[level]),
    ...ofEvent,
    ...(level === 'error' ? condition.shape : condition.partial().shape),
  });
}
