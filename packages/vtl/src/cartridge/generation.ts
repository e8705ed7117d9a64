/** What the emulation knows of an LTO generation: its drive and the medium that is native to it. */
export interface LtoGeneration {
  readonly name: GenerationName;
  /** Primary density code (SSC-5, REPORT DENSITY SUPPORT). */
  readonly densityCode: number;
  /** Last two characters of a bar code, by what the medium is. */
  readonly mediaSuffix: { readonly data: string; readonly worm: string };
  readonly product: string;
  /** Native capacity of a cartridge. */
  readonly capacityBytes: number;
  readonly tracks: number;
  readonly bitsPerMm: number;
  /** Media that a drive of this generation writes; those that it can only read follow in `readable`. */
  readonly writable: readonly GenerationName[];
  readonly readable: readonly GenerationName[];
}

export type GenerationName = 'LTO-7' | 'LTO-8' | 'LTO-9';

const gigabyte = 1e9;

export const ltoGenerations: Readonly<Record<GenerationName, LtoGeneration>> = {
  'LTO-7': {
    name: 'LTO-7',
    densityCode: 0x5c,
    mediaSuffix: { data: 'L7', worm: 'LX' },
    product: 'ULT3580-TD7',
    capacityBytes: 6000 * gigabyte,
    tracks: 3584,
    bitsPerMm: 19_107,
    writable: ['LTO-7'],
    readable: [],
  },
  'LTO-8': {
    name: 'LTO-8',
    densityCode: 0x5e,
    mediaSuffix: { data: 'L8', worm: 'LY' },
    product: 'ULT3580-TD8',
    capacityBytes: 12_000 * gigabyte,
    tracks: 6656,
    bitsPerMm: 20_669,
    writable: ['LTO-7', 'LTO-8'],
    readable: [],
  },
  'LTO-9': {
    name: 'LTO-9',
    densityCode: 0x60,
    mediaSuffix: { data: 'L9', worm: 'LZ' },
    product: 'ULT3580-TD9',
    capacityBytes: 18_000 * gigabyte,
    tracks: 8960,
    bitsPerMm: 21_435,
    writable: ['LTO-8', 'LTO-9'],
    readable: [],
  },
};

export function isGenerationName(value: unknown): value is GenerationName {
  return typeof value === 'string' && Object.hasOwn(ltoGenerations, value);
}
