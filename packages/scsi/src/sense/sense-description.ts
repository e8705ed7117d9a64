import { additionalSenseNames00To2f } from './additional-sense-00-2f.ts';
import { additionalSenseNames30To74 } from './additional-sense-30-74.ts';
import type { SenseData } from './sense-data.ts';

const keyNames = [
  'no sense',
  'recovered error',
  'not ready',
  'medium error',
  'hardware error',
  'illegal request',
  'unit attention',
  'data protect',
  'blank check',
  'vendor specific',
  'copy aborted',
  'aborted command',
  'reserved',
  'volume overflow',
  'miscompare',
  'completed',
] as const;

/** @returns the standard's name of a sense key, in lower case. */
export function senseKeyName(key: number): string {
  return keyNames[key & 0x0f] ?? 'reserved';
}

/** @returns the standard's name of an additional sense code and qualifier, or what can be said of an unassigned one. */
export function additionalSenseName(asc: number, ascq: number): string {
  const code = (asc << 8) | ascq;
  const name = additionalSenseNames00To2f[code] ?? additionalSenseNames30To74[code];
  if (name !== undefined) return name;
  if (asc === 0x40 && ascq >= 0x80) return `diagnostic failure on component ${hex(ascq)}`;
  if (asc === 0x4d) return `tagged overlapped commands, tag ${hex(ascq)}`;
  if (asc === 0x70) return `decompression exception, short algorithm id ${hex(ascq)}`;
  return asc >= 0x80 || ascq >= 0x80 ? 'vendor specific' : 'unassigned';
}

/** One line for people: key, code and their names, such as `3/11/00 medium error: unrecovered read error`. */
export function describeSense({ key, asc, ascq, deferred }: SenseData): string {
  const numbers = `${key.toString(16).toUpperCase()}/${hex(asc)}/${hex(ascq)}`;
  return `${numbers} ${deferred ? 'deferred ' : ''}${senseKeyName(key)}: ${additionalSenseName(asc, ascq)}`;
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}
