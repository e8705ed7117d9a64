import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';

/** What is wrong with a retrieved file. */
export type Difference = 'missing' | 'size' | 'content';

const pieceBytes = 1024 * 1024;

async function* pieces(path: string): AsyncGenerator<Buffer> {
  yield* createReadStream(path, { highWaterMark: pieceBytes });
}

/** Compares two files byte by byte; undefined where they are the same. */
export async function compareFiles(original: string, copy: string): Promise<Difference | undefined> {
  const [a, b] = await Promise.all([sizeOf(original), sizeOf(copy)]);
  if (b === undefined) return 'missing';
  if (a !== b) return 'size';
  const copied = pieces(copy);
  for await (const piece of pieces(original)) {
    const { value } = await copied.next();
    if (value === undefined || !piece.equals(value)) return 'content';
  }
  return undefined;
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    await using file = await open(path);
    return (await file.stat()).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
