import { ConditionError } from '@cta/conditions';
import type { FileRequest } from './file-request.ts';

/** @throws JOB_FILE_EMPTY: there is no such thing as an empty file on tape */
export function requireNotEmpty({ archiveFileId, sizeBytes }: FileRequest): void {
  if (sizeBytes > 0) return;
  throw new ConditionError('JOB_FILE_EMPTY', {
    message: `archive file ${archiveFileId} has ${sizeBytes} bytes`,
    details: { archive_file_id: archiveFileId, size_bytes: sizeBytes },
  });
}
