import { readFileSync } from 'node:fs';

/** A line of a service's log. */
export type LoggedEvent = Readonly<Record<string, unknown>>;

/** First line of a log with this event and these fields, if there is one yet. */
export function loggedEvent(logFile: string, event: string, fields: LoggedEvent = {}): LoggedEvent | undefined {
  const wanted = Object.entries({ ...fields, event });
  return linesOf(logFile)
    .map(parse)
    .find((line) => line !== undefined && wanted.every(([name, value]) => line[name] === value));
}

/** What a log ends with, a short line an event. */
export function lastLines(logFile: string, count: number): readonly string[] {
  return linesOf(logFile).slice(-count).map(shortened);
}

function linesOf(logFile: string): readonly string[] {
  return readFileSync(logFile, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

/** undefined for what is no event: what Node itself prints, or a line that is only half written. */
function parse(line: string): LoggedEvent | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as LoggedEvent;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function shortened(line: string): string {
  const event = parse(line);
  if (event === undefined) return line;
  const { local_time, log_level, message, error_message } = event;
  return [local_time, log_level, message, error_message].filter((part) => typeof part === 'string').join(' ');
}
