export { z } from 'zod';
export type { DeepReadonly } from './configuration/deep-readonly.ts';
export { describeSchema, type KeyDescription } from './configuration/describe-schema.ts';
export { duration } from './configuration/duration.ts';
export { inspectConfiguration } from './configuration/inspect-configuration.ts';
export { loadConfiguration } from './configuration/load-configuration.ts';
export { reloadable } from './configuration/reloadable.ts';
export { printConfiguration } from './configuration/print-configuration.ts';
export { SecretFile, secretFile } from './configuration/secret-file.ts';
export { type ConfigurationSchema, section } from './configuration/section.ts';
export { size } from './configuration/size.ts';
export type { HealthSources, Readiness } from './health/health-answers.ts';
export { type HealthConfiguration, healthSection } from './health/health-section.ts';
export { type HealthServer, type HealthServerOptions, startHealthServer } from './health/health-server.ts';
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
export { logLineSchema } from './log/line-schema.ts';
export type { LogDestination } from './log/log-destination.ts';
export { mergeEvents } from './log/merge-events.ts';
export { ConditionCounts } from './metrics/condition-counts.ts';
export { createMetrics, type Metrics, type MetricsOptions } from './metrics/create-metrics.ts';
export { mergeMetrics } from './metrics/merge-metrics.ts';
export { defineMetrics, type Metric, type MetricRecorder, type MetricTable } from './metrics/metric.ts';
export { prometheusLabel, prometheusNames } from './metrics/prometheus-names.ts';
export { type BackOff, backOffMs, connectionBackOff } from './retry/back-off.ts';
export { type Outage, Outages, type WaitingOperation, type FailedAttempt } from './retry/outages.ts';
export { connectionLoss, type IsConnectionLoss, retryConnection, type RetryOptions } from './retry/retry-connection.ts';
export { type RuntimeEvents, runtimeEvents } from './runtime-events.ts';
export { type RuntimeMetrics, runtimeMetrics } from './runtime-metrics.ts';
export { exitStatuses, exitStatusOf, needsPersonToStart } from './shutdown/exit-status.ts';
export { runService, type ServiceLife } from './shutdown/run-service.ts';
export { Shutdown, type SignalSource } from './shutdown/shutdown.ts';
export { notifySystemd, type SystemdNotification, watchdogIntervalMs } from './systemd/notify.ts';
export { Watchdog, type WatchdogOptions } from './watchdog/watchdog.ts';
export type { Outputs, OutputStream } from './command/outputs.ts';
export { type ProgramLife, runServiceProgram, type ServiceProgram } from './command/service-program.ts';
export { type LoggingConfiguration, loggingSection } from './log/logging-section.ts';
