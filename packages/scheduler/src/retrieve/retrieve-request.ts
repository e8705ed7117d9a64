import type { TapeState, Vid } from '@cta/catalogue';
import type { FileRequest } from '../requests/file-request.ts';

/** One file to be retrieved. What the Catalogue says of it (`prepareRetrieve`) is resolved already. */
export interface RetrieveRequest extends FileRequest {
  /** URL that the file is written to; null: only read and verify it. */
  readonly destinationUrl: string | null;
  readonly adler32: number;
  readonly diskFile: RetrieveDiskFile;
  /** All usable copies: the best of them is read first, the others should it fail. */
  readonly copies: readonly RetrieveCopy[];
  readonly mountPolicy: RetrieveMountPolicy;
  readonly activity?: string;
}

/** The file as its disk system knows it. */
export interface RetrieveDiskFile {
  readonly instance: string;
  readonly fileId: string;
  readonly path: string;
}

/** A copy on tape. */
export interface RetrieveCopy {
  readonly vid: Vid;
  readonly copyNb: number;
  readonly fSeq: bigint;
  readonly blockId: bigint;
  /** The tape's state: copies on ACTIVE tapes are read first, those on DISABLED ones wait until it is ACTIVE again. */
  readonly tapeState: TapeState;
}

/** What the requester's mount policy says of retrieving, when the request is queued. */
export interface RetrieveMountPolicy {
  readonly name: string;
  /** Higher goes first. */
  readonly retrievePriority: number;
  /** Seconds that a queue too small for a mount is left to grow. */
  readonly retrieveMinRequestAge: number;
}
