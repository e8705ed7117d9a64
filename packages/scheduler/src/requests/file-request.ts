import type { ArchiveFileId } from '@cta/catalogue';

/** Who asked, and on behalf of which group. */
export interface Requester {
  readonly name: string;
  readonly group: string;
}

/** What archive and retrieve requests have in common. */
export interface FileRequest {
  readonly archiveFileId: ArchiveFileId;
  readonly sizeBytes: number;
  readonly storageClass: string;
  readonly requester: Requester;
  /** Where success is reported to; without it nothing is sent. */
  readonly reportUrl?: string;
  /** Where final failure is reported to; without it nothing is sent. */
  readonly errorReportUrl?: string;
  /** A tag under which the progress of many requests can be asked for. */
  readonly requestGroup?: string;
}
