import { FieldView } from '../../field-view.ts';
import type { ModePage } from '../../spc/mode-parameters.ts';

/** Control Data Protection mode page, 0Ah subpage F0h: logical block protection of this nexus (SSC-5, 8.5.9). */
export const controlDataProtection = { page: 0x0a, subpage: 0xf0 } as const;

/** Protection methods (SSC-5, table of LOGICAL BLOCK PROTECTION METHOD). */
export const protectionMethods = { none: 0, reedSolomon: 1, crc32c: 2 } as const;

export interface DataProtection {
  readonly method: number;
  readonly informationBytes: number;
  /** LBP_W: blocks are written with protection information. */
  readonly onWrite: boolean;
  /** LBP_R: blocks are read with protection information. */
  readonly onRead: boolean;
}

export function decodeDataProtection({ bytes }: ModePage): DataProtection {
  const page = new FieldView(bytes, 'drive', 'mode page 0Ah/F0h');
  return {
    method: page.u8(4),
    informationBytes: page.u8(5) & 0x3f,
    onWrite: page.bit(6, 7),
    onRead: page.bit(6, 6),
  };
}

/** @returns the page as the drive gave it, with protection changed; RBDP stays off, what is vendor specific stays. */
export function withDataProtection(page: ModePage, wanted: DataProtection): ModePage {
  const bytes = Uint8Array.from(page.bytes);
  bytes[4] = wanted.method;
  bytes[5] = wanted.informationBytes & 0x3f;
  bytes[6] = (wanted.onWrite ? 0x80 : 0) | (wanted.onRead ? 0x40 : 0);
  return { ...page, bytes };
}
