import type { FileRequest } from '../requests/file-request.ts';

/** One file to be archived, with its copies. What the Catalogue says of it (`prepareArchive`) is resolved already. */
export interface ArchiveRequest extends FileRequest {
  /** URL that the file is read from. */
  readonly sourceUrl: string;
  /** Adler-32 that the file must have; not checked where it is not given. */
  readonly adler32?: number;
  readonly diskFile: ArchiveDiskFile;
  readonly copies: readonly ArchiveCopy[];
  readonly mountPolicy: ArchiveMountPolicy;
}

/** The file as its disk system knows it. */
export interface ArchiveDiskFile {
  readonly instance: string;
  readonly fileId: string;
  readonly path: string;
  readonly ownerUid: number;
  readonly gid: number;
}

/** One copy, and the tape pool that it goes to. */
export interface ArchiveCopy {
  readonly copyNb: number;
  readonly tapePool: string;
}

/** What the requester's mount policy says of archiving, when the request is queued. */
export interface ArchiveMountPolicy {
  readonly name: string;
  /** Higher goes first. */
  readonly archivePriority: number;
  /** Seconds that a queue too small for a mount is left to grow. */
  readonly archiveMinRequestAge: number;
}
