import type { TapeDriveUnit } from '../drive/tape-drive-unit.ts';

export type ElementKind = 'transport' | 'slot' | 'port' | 'drive';

/** Element type codes (SMC-3 table 'element type code'). */
export const elementTypeCodes = { transport: 1, slot: 2, port: 3, drive: 4 } as const satisfies Record<
  ElementKind,
  number
>;

/** First element address of each kind. */
export const firstAddresses = { transport: 0, drive: 256, port: 768, slot: 1024 } as const satisfies Record<
  ElementKind,
  number
>;

/** A cartridge as the changer sees it. */
export interface ShelvedCartridge {
  readonly vid: string;
  /** The volume tag: VID and media suffix. */
  readonly barcode: string;
  /** Where it is kept. */
  readonly folder: string;
  /** Address of the slot that it was last taken from. */
  readonly source?: number;
}

/** A place where a cartridge can be (SMC-3 4.3.3). */
export interface ChangerElement {
  readonly address: number;
  readonly kind: ElementKind;
  /** The drive in a data transfer element. */
  readonly drive?: TapeDriveUnit;
  cartridge?: ShelvedCartridge | undefined;
}

/** How many elements of each kind a library has, besides its one medium transport. */
export interface LibraryGeometry {
  readonly slots: number;
  readonly ports: number;
}

/** Elements of a library, all empty, in the order of their addresses. */
export function layOutElements(
  drives: readonly TapeDriveUnit[],
  { slots, ports }: LibraryGeometry,
): readonly ChangerElement[] {
  const row = (kind: ElementKind, count: number): ChangerElement[] =>
    Array.from({ length: count }, (_, index) => ({ address: firstAddresses[kind] + index, kind }));
  return [
    ...row('transport', 1),
    ...drives.map((drive, index) => ({ address: firstAddresses.drive + index, kind: 'drive' as const, drive })),
    ...row('port', ports),
    ...row('slot', slots),
  ];
}

/** Most elements that fit between the first addresses of two kinds. */
export const maximumGeometry = {
  drives: firstAddresses.port - firstAddresses.drive,
  ports: firstAddresses.slot - firstAddresses.port,
  slots: 0x1_0000 - firstAddresses.slot,
} as const;
