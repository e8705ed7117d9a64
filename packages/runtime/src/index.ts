export { type Clock, systemClock } from './clock/clock.ts';
export { hostName } from './identity/host-name.ts';
export { version } from './identity/version.ts';
export { createLogger, type LogFormat, type LoggerOptions } from './log/create-logger.ts';
export {
  defineEvents,
  type LogContext,
  type LogEvent,
  type LogEvents,
  type Logger,
  type LogLevel,
  type LogValue,
} from './log/event.ts';
export type { LogDestination } from './log/log-destination.ts';
export { mergeEvents } from './log/merge-events.ts';
export { type RuntimeEvents, runtimeEvents } from './runtime-events.ts';
export { type BackOff, connectionBackOff } from './retry/back-off.ts';
export { type Outage, Outages } from './retry/outages.ts';
export { connectionLoss, type IsConnectionLoss, retryConnection, type RetryOptions } from './retry/retry-connection.ts';
