import { readTape, type TapeFileContents } from './tape-reader.ts';

/** A file that must be on the tape, and how. */
export type ExpectedTapeFile = Omit<TapeFileContents, 'blockCount'>;

/**
 * Compares an image with what should be on the tape, which is all of it: each file once, at its place, with its size and
 * Adler-32. What is behind the last file and no file itself does not matter.
 * @returns one sentence a difference; none where the tape is as it should be
 */
export async function verifyTape(
  folder: string,
  vid: string,
  expected: readonly ExpectedTapeFile[],
): Promise<readonly string[]> {
  const tape = await readTape(folder);
  const found = new Map(tape.files.map((file) => [file.fSeq, file]));
  const wanted = new Map(expected.map((file) => [file.fSeq, file]));
  return [
    ...(tape.vid === vid ? [] : [`label says ${tape.vid}, expected ${vid}`]),
    ...expected.flatMap((file) => differences(file, found.get(file.fSeq), tape.debris)),
    ...tape.files.filter(({ fSeq }) => !wanted.has(fSeq)).map(({ fSeq }) => `file ${fSeq} is on tape but not expected`),
  ];
}

function differences(
  expected: ExpectedTapeFile,
  found: TapeFileContents | undefined,
  debris: string | undefined,
): readonly string[] {
  if (found === undefined) return [`file ${expected.fSeq} is not on tape${debris === undefined ? '' : ` (${debris})`}`];
  const keys = ['archiveFileId', 'blockId', 'sizeBytes', 'adler32'] as const;
  return keys
    .filter((key) => found[key] !== expected[key])
    .map((key) => `file ${expected.fSeq}: ${key} is ${found[key]}, expected ${expected[key]}`);
}
