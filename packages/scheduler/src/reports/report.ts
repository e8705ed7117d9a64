import type { ArchiveFileId } from '@cta/catalogue';
import type { ArchiveRequestId, RetrieveRequestId } from '../identifiers.ts';
import type { JobFailure } from '../jobs/job-failure.ts';

export type ReportKind = 'archive' | 'retrieve';

/** The outcome of a request, to be told to who asked. It may be told twice, should a reporter die; never half. */
export type Report = ReportFacts & ReportedRequest;

export type ReportedRequest =
  | { readonly kind: 'archive'; readonly requestId: ArchiveRequestId }
  | { readonly kind: 'retrieve'; readonly requestId: RetrieveRequestId };

export interface ReportFacts {
  readonly url: string;
  readonly outcome: { readonly success: true } | ({ readonly success: false } & JobFailure);
  readonly archiveFileId: ArchiveFileId;
  readonly sizeBytes: number;
  readonly diskInstance: string;
  readonly diskFileId: string;
  readonly diskFilePath: string;
}

/** A report that did not get through, and why. */
export type FailedReport = JobFailure & { readonly requestId: bigint };

/** How often a report is tried (scheduler: 3.1). */
export const maxReportRetries = 2;
