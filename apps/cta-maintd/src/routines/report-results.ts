import type { Clock } from '@cta/clock';
import { ConditionError, conditions, findCondition } from '@cta/conditions';
import type { Database } from '@cta/database';
import { type DiskReport, reportTo } from '@cta/disk';
import { hostName, type Logger } from '@cta/runtime';
import {
  claimReports,
  type FailedReport,
  releaseStaleReportClaims,
  type Report,
  type ReportKind,
  reportsDelivered,
  reportsFailed,
} from '@cta/scheduler';
import type { MaintenanceEvents } from '../maintenance-events.ts';
import type { Routine, StopSignals } from './routine.ts';

export interface ReportOptions {
  readonly schedulerDb: Database;
  readonly logger: Logger<MaintenanceEvents>;
  readonly clock: Clock;
  readonly batchSize: number;
  /** Time after which no more reports are claimed. */
  readonly timeLimitMs: number;
  /** Longest time that one report may take. */
  readonly deliveryTimeoutMs: number;
  /** Time after which a claim counts as forgotten. */
  readonly claimTimeoutMs: number;
  /** Folders that reports to `file:` URLs may be written to. */
  readonly allowedRoots: readonly string[];
}

/** Reports that are under way at once. */
const deliveriesAtOnce = 32;

/** Tells disk systems how their requests ended, in batches, until none is due or the time is up. */
export function reportResults(options: ReportOptions): Routine {
  return {
    name: 'report_results',
    async run(stop) {
      const { schedulerDb, logger, clock, claimTimeoutMs, timeLimitMs } = options;
      const released = await releaseStaleReportClaims(schedulerDb, { olderThanMs: claimTimeoutMs });
      if (released > 0) logger.emit('report_claims_released', { reports: released });
      const deadlineMs = clock.now() + timeLimitMs;
      for (const kind of ['archive', 'retrieve'] as const) {
        while (clock.now() < deadlineMs && (await reportBatch(options, kind, stop))) {
          stop.signal.throwIfAborted();
        }
      }
    },
  };
}

/** @returns whether to go on: there may be more, and all got through; what did not is left to the next cycle */
async function reportBatch(options: ReportOptions, kind: ReportKind, { hurry }: StopSignals): Promise<boolean> {
  const { schedulerDb, logger, batchSize } = options;
  const reports = await claimReports(schedulerDb, { kind, batch: batchSize });
  if (reports.length === 0) return false;
  const failures: FailedReport[] = [];
  for (let start = 0; start < reports.length; start += deliveriesAtOnce) {
    const deliveries = reports.slice(start, start + deliveriesAtOnce).map((report) => deliver(options, report, hurry));
    failures.push(...(await Promise.all(deliveries)).filter((failure) => failure !== undefined));
  }
  const failed = new Set(failures.map(({ requestId }) => requestId));
  const delivered = reports.map(({ requestId }) => requestId).filter((requestId) => !failed.has(requestId));
  if (failures.length > 0) await reportsFailed(schedulerDb, kind, failures, hostName());
  if (delivered.length > 0) {
    await reportsDelivered(schedulerDb, kind, delivered);
    logger.emit('reports_delivered', { kind, reports: delivered.length });
  }
  return reports.length === batchSize && failures.length === 0;
}

/** @returns why the report did not get through, if it did not */
async function deliver(options: ReportOptions, report: Report, hurry: AbortSignal): Promise<FailedReport | undefined> {
  const { logger, deliveryTimeoutMs, allowedRoots } = options;
  const { requestId, kind, url, archiveFileId } = report;
  const signal = AbortSignal.any([hurry, AbortSignal.timeout(deliveryTimeoutMs)]);
  try {
    await reportTo(url, diskReport(report), { signal, allowedRoots });
    return undefined;
  } catch (cause) {
    hurry.throwIfAborted();
    const error = signal.aborted ? late(url, deliveryTimeoutMs, cause) : ConditionError.from(cause);
    logger.emit('report_not_delivered', { kind, request_id: requestId, archive_file_id: archiveFileId, url }, error);
    return { requestId, code: error.code, text: error.message };
  }
}

function diskReport({ kind, outcome, archiveFileId }: Report): DiskReport {
  if (outcome.success) return { event: kind === 'archive' ? 'archived' : 'retrieved', archiveFileId };
  return {
    event: kind === 'archive' ? 'archive_failed' : 'retrieve_failed',
    archiveFileId,
    code: conditions[findCondition(outcome.code)?.name ?? 'UNFORESEEN_ERROR'].code,
    text: outcome.text,
  };
}

function late(url: string, timeoutMs: number, cause: unknown): ConditionError {
  return new ConditionError('DISK_NO_ANSWER', {
    message: `${url} did not answer within ${timeoutMs} ms`,
    details: { url, timeout_ms: timeoutMs },
    cause,
  });
}
