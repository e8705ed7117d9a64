import { ConditionError } from '@cta/conditions';
import type { TapeObject } from './record.ts';

/** One object of an image, in tape order; `offset` is where its bytes lie in `blocks.bin`. */
export type ImageObject =
  | { readonly type: 'block'; readonly length: number; readonly offset: number; readonly crc32c: string }
  | { readonly type: 'filemark'; readonly length: 0; readonly offset: number };

/** `index.json` of a cartridge image: a tape written down for programs that have no drive. */
export interface ImageIndex {
  readonly vid: string;
  readonly note: string;
  /** Files on the tape, for those who know its format; this package does not. */
  readonly files: readonly unknown[];
  readonly objects: readonly ImageObject[];
}

export function imageObjectOf(object: TapeObject, offset: number): ImageObject {
  return object.kind === 'filemark'
    ? { type: 'filemark', length: 0, offset }
    : { type: 'block', length: object.length, offset, crc32c: object.crc32c.toString(16).padStart(8, '0') };
}

/** Text of `index.json`, one object a line so that people can read and compare it. */
export function formatImageIndex(index: ImageIndex): string {
  const lines = index.objects.map((object) => `  ${JSON.stringify(object)}`).join(',\n');
  return [
    '{',
    ` "vid": ${JSON.stringify(index.vid)},`,
    ` "note": ${JSON.stringify(index.note)},`,
    ` "files": ${JSON.stringify(index.files)},`,
    ` "objects": [\n${lines}${lines === '' ? '' : '\n'} ]`,
    '}\n',
  ].join('\n');
}

/** Reads `index.json`; CARTRIDGE_IMAGE_INVALID unless its blocks follow each other without a gap. */
export function parseImageIndex(text: string, path: string): ImageIndex {
  const index = parseJson(text, path) as Partial<ImageIndex> | null;
  if (typeof index?.vid !== 'string' || !Array.isArray(index.objects)) {
    throw invalidImage(path, 'it needs the members "vid" and "objects"');
  }
  const objects = index.objects.map((object: unknown, number) => {
    const read = parseObject(object);
    if (read === undefined) throw invalidImage(path, `object ${number} is neither a block nor a filemark`);
    return read;
  });
  let offset = 0;
  for (const [number, object] of objects.entries()) {
    if (object.offset !== offset) throw invalidImage(path, `object ${number} should lie at offset ${offset}`);
    offset += object.length;
  }
  const { note = '', files = [] } = index;
  return { vid: index.vid, note, files, objects };
}

export function invalidImage(path: string, why: string, cause?: unknown): ConditionError {
  return new ConditionError('CARTRIDGE_IMAGE_INVALID', { message: `${path}: ${why}`, details: { path }, cause });
}

function parseObject(value: unknown): ImageObject | undefined {
  const { type, length, offset, crc32c } = (value ?? {}) as Record<string, unknown>;
  if (typeof offset !== 'number') return undefined;
  if (type === 'filemark') return { type, length: 0, offset };
  const isBlock = type === 'block' && typeof length === 'number' && Number.isSafeInteger(length) && length > 0;
  if (!isBlock || typeof crc32c !== 'string' || !/^[0-9a-f]{8}$/.test(crc32c)) return undefined;
  return { type, length, offset, crc32c };
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidImage(path, 'it is not JSON', error);
  }
}
