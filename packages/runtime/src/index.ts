export { defineEvents, type LogEvent, type LogEvents, type Logger, type LogLevel, type LogValue } from './log/event.ts';
