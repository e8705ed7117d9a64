import { type FileHandle, open } from 'node:fs/promises';
import { adler32 } from '@cta/testing';

/** How a retrieved file differs from the one that was archived. */
export type Difference = 'missing' | 'size' | 'checksum' | 'content';

/** `source-changed`: the copy has the archived size and checksum, while the original has others by now. */
export type ComparisonOutcome = 'same' | 'source-changed' | Difference;

/** What was known of the file when it was asked to be archived. */
export interface ArchivedFacts {
  readonly sizeBytes: number;
  readonly adler32?: number;
}

const pieceBytes = 1024 * 1024;

interface Reading {
  readonly sizeBytes: number;
  readonly adler32: number;
}

/** Compares files byte by byte, through two buffers. */
export class FileComparison {
  readonly #original = Buffer.allocUnsafe(pieceBytes);
  readonly #copy = Buffer.allocUnsafe(pieceBytes);

  /** `same` where all bytes are, and size and checksum are those of the request. */
  async compare(original: string, copy: string, archived: ArchivedFacts): Promise<ComparisonOutcome> {
    await using copied = await openIfThere(copy);
    if (copied === undefined) return 'missing';
    await using source = await openIfThere(original);
    const { left, right, same } = await this.#readBoth(source, copied);
    if (right.sizeBytes !== archived.sizeBytes) return 'size';
    if (!agrees(right, archived)) return 'checksum';
    if (same) return 'same';
    return agrees(left, archived) ? 'content' : 'source-changed';
  }

  async #readBoth(source: FileHandle | undefined, copied: FileHandle) {
    let left: Reading = { sizeBytes: 0, adler32: 1 };
    let right = left;
    let same = true;
    for (;;) {
      const [a, b] = [await readPiece(source, this.#original), await readPiece(copied, this.#copy)];
      if (a.length === 0 && b.length === 0) return { left, right, same };
      same &&= a.equals(b);
      left = extended(left, a);
      right = extended(right, b);
    }
  }
}

function agrees(reading: Reading, archived: ArchivedFacts): boolean {
  if (reading.sizeBytes !== archived.sizeBytes) return false;
  return archived.adler32 === undefined || reading.adler32 === archived.adler32;
}

function extended(reading: Reading, piece: Buffer): Reading {
  return { sizeBytes: reading.sizeBytes + piece.length, adler32: adler32(piece, reading.adler32) };
}

/** The next piece, full unless the file ends in it. */
async function readPiece(file: FileHandle | undefined, buffer: Buffer): Promise<Buffer> {
  let length = 0;
  while (file !== undefined && length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
