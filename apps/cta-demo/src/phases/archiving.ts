import { type ArchiveSubmission, submitArchive } from '@cta/admin';
import { diskInstance, requester, storageClass } from '../installation/entities.ts';
import type { Installation } from '../installation/installation.ts';
import { ProgressBar } from '../output/progress-bar.ts';
import type { Survey } from './survey.ts';

/** Asks for all files of the tree to be archived, each with its checksum. */
export async function requestArchive(
  { admin, signal }: Installation,
  { folder, bytes }: Survey,
): Promise<ArchiveSubmission> {
  using bar = new ProgressBar('checksums, requests', bytes);
  return await submitArchive(admin, {
    paths: [folder],
    storageClass,
    diskInstance,
    requester,
    checksum: true,
    onProgress: ({ queuedFiles, queuedBytes }) => bar.show(queuedBytes, `${queuedFiles} files`),
    signal,
  });
}
