export { type Adler32Kernel, adler32Kernel, adler32OfNothing, combineAdler32 } from './checksum/adler32.ts';
export { type Adler32Buffer, adler32Buffer } from './checksum/adler32-buffer.ts';
export { callBoundsMs } from './pulse/bounded-drive.ts';
export type { BlameLimits } from './machine/blame.ts';
export type { DriveEvent, DriveState, Phase } from './machine/state.ts';
export { initialState } from './machine/state.ts';
export { longestHurriedStopMs, type StepTimes, timeBounds } from './machine/time-bounds.ts';
export { next, transitions } from './machine/transitions.ts';
export type {
  BatchLimit,
  Connection,
  DriveInstallation,
  DriveOptions,
  DriveParts,
  DriveSessionProgress,
  Patiently,
} from './service/drive-parts.ts';
export { DriveService, type DriveServiceLife } from './service/drive-service.ts';
export { WorkerWatch, type WorkerWatchOptions } from './service/worker-watch.ts';
export { type SessionEvents, sessionEvents } from './session-events.ts';
export { type SessionMetrics, sessionMetrics } from './session-metrics.ts';
export { type EngineOpening, LastingEngine } from './transfer/lasting-engine.ts';
export { openTransferEngine, type TransferEngineOptions } from './transfer/open-transfer-engine.ts';
export type {
  ArchivedFile,
  ArchiveEnd,
  ArchiveEvent,
  ArchiveOptions,
  ArchiveTask,
  ArchiveTransfer,
  DriveProbe,
  LabelOptions,
  RetrieveEnd,
  RetrieveEvent,
  RetrieveOptions,
  RetrieveTask,
  RetrieveTransfer,
  Transfer,
  TransferEnd,
  TransferEngine,
  TransferLimit,
} from './transfer/transfer-engine.ts';
export type { DriveModule } from './transfer/tape/drive-module.ts';
