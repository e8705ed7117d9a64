import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionError } from '@cta/conditions';
import {
  generatedContent,
  memoryTape,
  type MemoryTape,
  type MemoryTapeOperation,
  sampleIdentity,
  sampleTape,
} from '@cta/testing';
import fc from 'fast-check';
import { type FileLocator, labelTape, openForArchive, openForRetrieve, type TapeFileReader } from '../index.ts';

const vid = 'V00001';
const image = await sampleTape({
  vid,
  files: Array.from({ length: 8 }, (_, index) => ({
    archiveFileId: BigInt(index + 1),
    blockLengths: Array.from({ length: index + 1 }, () => 100 + index),
  })),
});

async function readContent(reader: TapeFileReader): Promise<Buffer> {
  const blocks: Uint8Array[] = [];
  const buffer = new Uint8Array(262_144 + 4);
  for (let length = await reader.readBlock(buffer); length !== 'end'; length = await reader.readBlock(buffer)) {
    blocks.push(buffer.slice(0, length));
  }
  return Buffer.concat(blocks);
}

/** Reads a file to its end and returns how the tape was positioned for it. */
async function moves(
  tape: MemoryTape,
  reader: TapeFileReader,
  fSeq: number,
  by: 'block-id' | 'fseq',
): Promise<readonly MemoryTapeOperation[]> {
  const file = image.files[fSeq - 1] ?? assert.fail();
  const before = tape.operations.length;
  await reader.openFile({ ...file, locator: by === 'fseq' ? { by } : { by, blockId: file.blockId } });
  const operations = tape.operations.slice(before, -4);
  assert.ok((await readContent(reader)).equals(generatedContent(file.archiveFileId, file.sizeBytes)));
  return operations;
}

async function open(): Promise<readonly [MemoryTape, TapeFileReader]> {
  const tape = memoryTape({ objects: image.objects });
  return [tape, await openForRetrieve(tape, { vid, protectionAllowed: true })];
}

test('files in the order of the tape are read without a LOCATE', async () => {
  const [tape, reader] = await open();
  for (const fSeq of [1, 2, 3]) assert.deepEqual(await moves(tape, reader, fSeq, 'block-id'), []);
  assert.deepEqual(await moves(tape, reader, 6, 'block-id'), [`locate ${image.files[5]?.blockId ?? 0}`]);
  assert.deepEqual(await moves(tape, reader, 7, 'block-id'), []);
  assert.deepEqual(await moves(tape, reader, 1, 'block-id'), ['locate 1']);
});

test('by fSeq the tape is spaced over filemarks', async () => {
  const [tape, reader] = await open();
  assert.deepEqual(await moves(tape, reader, 1, 'fseq'), []);
  assert.deepEqual(await moves(tape, reader, 2, 'fseq'), []);
  assert.deepEqual(await moves(tape, reader, 7, 'fseq'), ['space 12', 'position']);
  assert.deepEqual(await moves(tape, reader, 4, 'fseq'), ['space -13', 'read', 'position']);
  assert.deepEqual(await moves(tape, reader, 1, 'fseq'), ['locate 0', 'read', 'position']);
});

test('a file may be left in the middle, and any other opened, in either way', async () => {
  const [tape, reader] = await open();
  const file = image.files[4] ?? assert.fail();
  for (const by of ['block-id', 'fseq'] as const) {
    await reader.openFile({ ...file, locator: { by: 'block-id', blockId: file.blockId } });
    await reader.readBlock(new Uint8Array(262_148));
    const locate = `locate ${image.files[5]?.blockId ?? 0}`;
    const expected = by === 'fseq' ? ['locate 0', 'read', 'space 15', 'position'] : [locate];
    assert.deepEqual(await moves(tape, reader, 6, by), expected);
  }
});

test('a file behind the end of data is missing', async () => {
  const [, reader] = await open();
  const wanted = { archiveFileId: 99n, fSeq: 9 };
  const condition = 'TAPE_FILE_MISSING';
  await assert.rejects(reader.openFile({ ...wanted, locator: { by: 'fseq' } }), { condition });
  for (const blockId of [image.objects.length, image.objects.length + 50]) {
    await assert.rejects(reader.openFile({ ...wanted, locator: { by: 'block-id', blockId } }), { condition });
  }
});

test('a file on a tape that has only its label is missing', async () => {
  const { objects } = await sampleTape({ vid, files: [] });
  const reader = await openForRetrieve(memoryTape({ objects }), { vid, protectionAllowed: true });
  const file = { archiveFileId: 1n, fSeq: 1, locator: { by: 'block-id', blockId: 0 } } as const;
  await assert.rejects(reader.openFile(file), { condition: 'TAPE_FILE_MISSING' });
});

test('what the drive rejects with is passed on as it is', async () => {
  let failing = false;
  const before = (operation: MemoryTapeOperation): void => {
    if (failing && operation === 'read') throw new ConditionError('MEDIUM_READ_ERROR');
  };
  const tape = memoryTape({ objects: image.objects, before });
  const reader = await openForRetrieve(tape, { vid, protectionAllowed: true });
  const file = image.files[2] ?? assert.fail();
  const wanted = { ...file, locator: { by: 'block-id', blockId: file.blockId } } as const;
  await reader.openFile(wanted);
  failing = true;
  await assert.rejects(reader.readBlock(new Uint8Array(262_148)), { condition: 'MEDIUM_READ_ERROR' });
  await assert.rejects(reader.openFile(wanted), { condition: 'MEDIUM_READ_ERROR' });
  failing = false;
  await reader.openFile(wanted);
  assert.equal((await readContent(reader)).length, file.sizeBytes);
});

test('reading without an open file is our own fault', async () => {
  const [, reader] = await open();
  await assert.rejects(reader.readBlock(new Uint8Array(262_148)), { condition: 'UNFORESEEN_ERROR' });
});

test('any files, with blocks of any length and others abandoned between them, are read back in any order', async () => {
  const file = fc.record({
    archiveFileId: fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }),
    blockLengths: fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 6 }),
    abandonedBefore: fc.nat({ max: 3 }),
    newSession: fc.boolean(),
  });
  const reading = fc.array(fc.tuple(fc.nat(), fc.constantFrom('block-id', 'fseq')), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(file, { minLength: 1, maxLength: 6 }),
      reading,
      fc.boolean(),
      async (files, reads, lbp) => {
        const tape = memoryTape();
        await labelTape(tape, { vid, identity: sampleIdentity, protectionAllowed: lbp, force: false });
        const options = { vid, identity: sampleIdentity, protectionAllowed: lbp };
        let writer = await openForArchive(tape, { ...options, lastFseq: 0 });
        const written: { archiveFileId: bigint; fSeq: number; blockId: number; sizeBytes: number }[] = [];
        for (const { archiveFileId, blockLengths, abandonedBefore, newSession } of files) {
          if (newSession) writer = await openForArchive(tape, { ...options, lastFseq: written.length });
          const fSeq = writer.nextFseq;
          if (abandonedBefore > 0) {
            await writer.beginFile({ archiveFileId: 1n, fSeq });
            for (let block = 1; block < abandonedBefore; block++) await writer.writeBlock(new Uint8Array(54), 50);
            await writer.abandonFile();
          }
          const sizeBytes = blockLengths.reduce((sum, length) => sum + length, 0);
          const content = generatedContent(archiveFileId, sizeBytes);
          const { blockId } = await writer.beginFile({ archiveFileId, fSeq });
          let start = 0;
          for (const length of blockLengths) {
            await writer.writeBlock(Buffer.concat([content.subarray(start, start + length), Buffer.alloc(4)]), length);
            start += length;
          }
          await writer.endFile();
          await writer.flush();
          written.push({ archiveFileId, fSeq, blockId, sizeBytes });
        }
        const reader = await openForRetrieve(tape, { vid, protectionAllowed: lbp });
        for (const [number, by] of reads) {
          const wanted = written[number % written.length] ?? assert.fail();
          const locator: FileLocator = by === 'fseq' ? { by: 'fseq' } : { by: 'block-id', blockId: wanted.blockId };
          await reader.openFile({ ...wanted, locator });
          assert.ok((await readContent(reader)).equals(generatedContent(wanted.archiveFileId, wanted.sizeBytes)));
        }
      },
    ),
    { numRuns: 60 },
  );
});
