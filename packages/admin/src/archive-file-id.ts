import { ArchiveFileId } from '@cta/catalogue';
import { ConditionError } from '@cta/conditions';

/** An archive file id as a person writes it. @throws VALUE_INVALID */
export function archiveFileIdOf(text: string): ArchiveFileId {
  if (/^\d{1,19}$/.test(text)) return ArchiveFileId(BigInt(text));
  throw new ConditionError('VALUE_INVALID', {
    message: `the archive file id is ${JSON.stringify(text)}, expected a positive decimal number`,
    details: { kind: 'archive file id', value: text },
  });
}
