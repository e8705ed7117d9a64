import { ArchiveFileId, DriveName, Vid } from '@cta/catalogue';
import type { Database } from '@cta/database';
import type { ArchiveRequest } from '../archive/archive-request.ts';
import { insertMount } from '../mounts/insert-mount.ts';
import type { Mount, MountPurpose } from '../mounts/mount.ts';
import type { CandidateTape } from '../mounts/mount-snapshot.ts';
import type { RetrieveCopy, RetrieveRequest } from '../retrieve/retrieve-request.ts';

/** An archive request of one copy to 'pool', but for what is given. */
export function archiveRequest(archiveFileId: number, changes: Partial<ArchiveRequest> = {}): ArchiveRequest {
  return {
    archiveFileId: ArchiveFileId(BigInt(archiveFileId)),
    sizeBytes: 1_000,
    storageClass: 'class',
    requester: { name: 'user', group: 'group' },
    reportUrl: 'null:',
    errorReportUrl: 'null:',
    sourceUrl: `file:///source/${archiveFileId}`,
    diskFile: { instance: 'disk', fileId: String(archiveFileId), path: `/disk/${archiveFileId}`, ownerUid: 1, gid: 2 },
    copies: [{ copyNb: 1, tapePool: 'pool' }],
    mountPolicy: { name: 'policy', archivePriority: 1, archiveMinRequestAge: 60 },
    ...changes,
  };
}

/** A retrieve request of a file whose one copy is on V00001, but for what is given. */
export function retrieveRequest(archiveFileId: number, changes: Partial<RetrieveRequest> = {}): RetrieveRequest {
  return {
    archiveFileId: ArchiveFileId(BigInt(archiveFileId)),
    sizeBytes: 1_000,
    storageClass: 'class',
    requester: { name: 'user', group: 'group' },
    reportUrl: 'null:',
    errorReportUrl: 'null:',
    destinationUrl: `file:///destination/${archiveFileId}`,
    adler32: 0x11e60398,
    diskFile: { instance: 'disk', fileId: String(archiveFileId), path: `/disk/${archiveFileId}` },
    copies: [copyOn('V00001', archiveFileId)],
    mountPolicy: { name: 'policy', retrievePriority: 1, retrieveMinRequestAge: 60 },
    ...changes,
  };
}

/** A copy at the place of the given file, on a tape that is ACTIVE unless another state is given. */
export function copyOn(
  vid: string,
  fSeq: number,
  copyNb = 1,
  tapeState: RetrieveCopy['tapeState'] = 'ACTIVE',
): RetrieveCopy {
  return { vid: Vid(vid), copyNb, fSeq: BigInt(fSeq), blockId: BigInt(fSeq * 10), tapeState };
}

/** A tape of 'pool' and 'vo', which may use two drives each way, but for what is given. */
export function tape(vid: string, changes: Partial<CandidateTape> = {}): CandidateTape {
  return {
    vid: Vid(vid),
    tapePool: 'pool',
    vo: 'vo',
    logicalLibrary: 'library',
    mediaType: 'LTO9',
    vendor: 'vendor',
    capacityBytes: 18_000_000_000_000n,
    labelFormat: 0,
    lastFseq: 0n,
    readMaxDrives: 2,
    writeMaxDrives: 2,
    ...changes,
  };
}

/** A live mount of the tape in a drive of its own. */
export async function mountOf(
  db: Database,
  mounted: CandidateTape,
  purpose: MountPurpose = { type: 'ARCHIVE_FOR_USER' },
): Promise<Mount> {
  const drive = { driveName: DriveName(`drive of ${mounted.vid}`), host: 'host', logicalLibrary: 'library' };
  const mount = await db.transaction((t) => insertMount(t, drive, { tape: mounted, purpose }));
  if (mount === undefined) throw new Error(`tape ${mounted.vid} is mounted already`);
  return mount;
}
