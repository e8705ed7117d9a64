import { styleText } from 'node:util';
import type { DestinationStream } from 'pino';
import type { LogLevel, LogValue } from './event.ts';
import { levelNames, type LogLine, type LogWriter } from './log-line.ts';
import { timeOfDay } from './time-fields.ts';

type Style = Parameters<typeof styleText>[0];

const levelStyles = { debug: 'gray', info: 'green', warn: 'yellow', error: 'red' } as const satisfies Record<
  LogLevel,
  Style
>;

/** Width that most event names fit in, so that messages stand below each other. */
const eventWidth = 22;

/** One aligned line an event, for people; below it, indented, the stack of an error that nobody foresaw. */
export function prettyWriter(destination: DestinationStream, colours: boolean): LogWriter {
  const paint = (style: Style, text: string): string =>
    colours ? styleText(style, text, { validateStream: false }) : text;
  return (line) => destination.write(`${prettyLine(line, paint)}\n`);
}

function prettyLine(line: LogLine, paint: (style: Style, text: string) => string): string {
  const head = [
    paint('gray', timeOfDay(line.timeMs)),
    paint(levelStyles[line.level], levelNames[line.level].padEnd(5)),
    paint('bold', line.event.padEnd(eventWidth)),
    line.message,
  ];
  const fields = Object.entries(line.fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${paint('cyan', `${key}=`)}${shown(value)}`);
  const { error } = line;
  if (error === undefined) return [...head, ...fields].join(' ');
  const reasons = [error.error_message, ...(error.causes ?? [])].map(onOneLine).join(' <- ');
  return [
    [...head, ...fields, paint(levelStyles[line.level], `[${reasons}]`)].join(' '),
    ...(error.stack ?? []).map((frame) => paint('gray', `    ${frame}`)),
  ].join('\n');
}

/** Text stands bare unless a blank or a quote in it would blur where it ends. */
function shown(value: LogValue): string {
  if (typeof value === 'string') return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
  return Array.isArray(value) ? value.join(',') : String(value);
}

function onOneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, '; ');
}
