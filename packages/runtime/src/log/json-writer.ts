import { type DestinationStream, pino } from 'pino';
import { hostName } from '../identity/host-name.ts';
import type { LogLevel } from './event.ts';
import { levelNames, type LogWriter } from './log-line.ts';
import { timeFields } from './time-fields.ts';

/** One JSON object a line; `bigint`s as whole numbers. */
export function jsonWriter(program: string, destination: DestinationStream): LogWriter {
  let timeMs = 0;
  const write = pino(
    {
      level: 'debug',
      base: { hostname: hostName(), program, pid: process.pid },
      formatters: { level: (label) => ({ log_level: levelNames[label as LogLevel] }) },
      timestamp: () => {
        const { epochTime, localTime } = timeFields(timeMs);
        return `,"epoch_time":${epochTime},"local_time":"${localTime}"`;
      },
    },
    destination,
  );
  return (line) => {
    // pino asks for the time while it writes, in this very call.
    timeMs = line.timeMs;
    write[line.level]({ event: line.event, message: line.message, ...line.fields, ...line.error });
  };
}
