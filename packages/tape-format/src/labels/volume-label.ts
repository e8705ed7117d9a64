import { ConditionError } from '@cta/conditions';
import {
  type Field,
  type LabelRecord,
  invalidField,
  labelBytes,
  putText,
  rawText,
  recordOf,
  requireBlank,
  requireNonBlank,
  startRecord,
  textOf,
} from './record.ts';

/** What VOL1 says of its volume (tape-format: VOL1). */
export interface VolumeLabel {
  readonly vid: string;
  /** How every block of the volume was written, this label included. */
  readonly protection: 'none' | 'crc32c';
  /** `CTA` on tapes of ours; tapes of the predecessor say `CASTOR…`. */
  readonly owner: string;
}

const fields = {
  vid: { name: 'VSN', offset: 4, length: 6 },
  accessibility: { name: 'accessibility', offset: 10, length: 1 },
  reserved1: { name: 'reserved', offset: 11, length: 13 },
  implementation: { name: 'implementation id', offset: 24, length: 13 },
  owner: { name: 'owner id', offset: 37, length: 14 },
  reserved2: { name: 'reserved', offset: 51, length: 26 },
  protection: { name: 'LBP method', offset: 77, length: 2 },
  standard: { name: 'label standard', offset: 79, length: 1 },
} as const satisfies Record<string, Field>;

const ctaStandard = '3';

export function encodeVolumeLabel(bytes: Uint8Array, label: Pick<VolumeLabel, 'vid' | 'protection'>): void {
  startRecord(bytes, 'VOL1');
  putText(bytes, fields.vid, label.vid);
  putText(bytes, fields.owner, 'CTA');
  putText(bytes, fields.protection, label.protection === 'crc32c' ? '02' : '00');
  putText(bytes, fields.standard, ctaStandard);
}

/**
 * Reads the first block of a tape as its label. A block that is no VOL1 of ours belongs to somebody else; one that is
 * ours with a field wrong is damaged.
 * @throws VOLUME_LABEL_FOREIGN, LABEL_FIELD_INVALID, TAPE_PROTECTION_UNSUPPORTED
 */
export function decodeVolumeLabel(bytes: Uint8Array): VolumeLabel {
  const record = recordOfOurs(bytes);
  const vid = requireNonBlank(record, fields.vid);
  requireBlank(record, fields.accessibility, fields.reserved1, fields.implementation, fields.reserved2);
  return { vid, protection: protectionOf(record), owner: textOf(record, fields.owner) };
}

function recordOfOurs(bytes: Uint8Array): LabelRecord {
  if (bytes.length !== labelBytes) throw foreignLabel(`its first block has ${bytes.length} bytes, not ${labelBytes}`);
  let record: LabelRecord;
  try {
    record = recordOf('VOL1', bytes);
  } catch (error) {
    throw foreignLabel('its first block is not VOL1', error);
  }
  const standard = rawText(record, fields.standard);
  if (/^[0-9]$/.test(standard) && standard !== ctaStandard) throw foreignLabel(`its label standard is ${standard}`);
  if (standard !== ctaStandard) throw invalidField(record, fields.standard, `'${ctaStandard}'`);
  return record;
}

/** The error of a tape that was written by something else than CTA: VOLUME_LABEL_FOREIGN. */
export function foreignLabel(message: string, cause?: unknown): ConditionError {
  return new ConditionError('VOLUME_LABEL_FOREIGN', { message, ...(cause === undefined ? {} : { cause }) });
}

function protectionOf(record: LabelRecord): VolumeLabel['protection'] {
  const method = rawText(record, fields.protection);
  switch (method) {
    case '  ':
    case '00':
      return 'none';
    case '02':
      return 'crc32c';
    case '01':
      throw new ConditionError('TAPE_PROTECTION_UNSUPPORTED', {
        message: 'Reed-Solomon CRC',
        details: { record: 'VOL1', field: fields.protection.name, offset: fields.protection.offset, found: method },
      });
    default:
      throw invalidField(record, fields.protection, "'00', '01', '02' or blank");
  }
}
