import { FieldView } from '../../field-view.ts';
import type { ModePage } from '../../spc/mode-parameters.ts';

/** Data Compression mode page, 0Fh (SSC-5, 8.5.2). */
export const dataCompressionPage = { page: 0x0f } as const;

export interface DataCompression {
  /** DCE: blocks are compressed as they are written. */
  readonly enabled: boolean;
  /** DCC: the drive can compress. */
  readonly capable: boolean;
  /** DDE: blocks are decompressed as they are read. */
  readonly decompressionEnabled: boolean;
  readonly compressionAlgorithm: number;
  readonly decompressionAlgorithm: number;
}

export function decodeDataCompression({ bytes }: ModePage): DataCompression {
  const page = new FieldView(bytes, 'drive', 'mode page 0Fh');
  return {
    enabled: page.bit(2, 7),
    capable: page.bit(2, 6),
    decompressionEnabled: page.bit(3, 7),
    compressionAlgorithm: page.u32(4),
    decompressionAlgorithm: page.u32(8),
  };
}

/** @returns the page as the drive gave it, with compression switched on or off. */
export function withDataCompression(page: ModePage, enabled: boolean): ModePage {
  const bytes = Uint8Array.from(page.bytes);
  bytes[2] = ((bytes[2] ?? 0) & 0x7f) | (enabled ? 0x80 : 0);
  return { ...page, bytes };
}
