import type { Query } from '../command.ts';
import { decodeModeParameters, type ModeParameters } from './mode-parameters.ts';

/** Which mode page; page 3Fh is all of them. */
export interface ModePageAddress {
  readonly page: number;
  readonly subpage?: number;
  /** DBD: leave the block descriptor out. */
  readonly withoutBlockDescriptor?: boolean;
}

/** MODE SENSE(6), current values (SPC-5, 6.14). */
export function modeSense6({
  page,
  subpage = 0,
  withoutBlockDescriptor = false,
}: ModePageAddress): Query<ModeParameters> {
  const allocationBytes = 0xff;
  return {
    name: 'MODE SENSE(6)',
    cdb: Uint8Array.of(0x1a, withoutBlockDescriptor ? 0x08 : 0, page, subpage, allocationBytes, 0),
    allocationBytes,
    decode: (answer) => decodeModeParameters(answer, 6),
  };
}

/** MODE SENSE(10), current values (SPC-5, 6.15). */
export function modeSense10({
  page,
  subpage = 0,
  withoutBlockDescriptor = false,
}: ModePageAddress): Query<ModeParameters> {
  const allocationBytes = 4096;
  const dbd = withoutBlockDescriptor ? 0x08 : 0;
  return {
    name: 'MODE SENSE(10)',
    cdb: Uint8Array.of(0x5a, dbd, page, subpage, 0, 0, 0, allocationBytes >> 8, allocationBytes & 0xff, 0),
    allocationBytes,
    decode: (answer) => decodeModeParameters(answer, 10),
  };
}
