import type { TapeObject } from '@cta/testing';

/** A tape that begins with one block, a filemark, some data of nobody's interest, and another filemark. */
function tapeThatBeginsWith(text: string): readonly TapeObject[] {
  return [
    { type: 'block', bytes: Buffer.from(text, 'latin1') },
    { type: 'filemark' },
    { type: 'block', bytes: Buffer.alloc(1024, 'payload') },
    { type: 'filemark' },
  ];
}

/** A volume label of 80 characters: VSN, owner, protection method, label standard (tape-format: VOL1). */
function volumeLabel(vid: string, { owner = 'CTA', reserved = '', standard = '3' } = {}): string {
  return `VOL1${vid}${''.padEnd(27)}${owner.padEnd(14)}${reserved.padEnd(26)}00${standard}`;
}

/** A tape with an ANSI label of another standard than ours. */
export const foreignTape = (vid: string): readonly TapeObject[] =>
  tapeThatBeginsWith(volumeLabel(vid, { owner: 'SOMEBODY', standard: '4' }));

/** A tape of ours whose label has letters where there must be none. */
export const damagedTape = (vid: string): readonly TapeObject[] =>
  tapeThatBeginsWith(volumeLabel(vid, { reserved: 'xx' }));

/** A tape with a good label of ours that says another VID. */
export const labelledAs = (vid: string): readonly TapeObject[] => tapeThatBeginsWith(volumeLabel(vid));
