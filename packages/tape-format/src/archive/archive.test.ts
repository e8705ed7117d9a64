import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionError } from '@cta/conditions';
import {
  memoryTape,
  type MemoryTape,
  type MemoryTapeOperation,
  type MemoryTapeOptions,
  sampleIdentity,
  sampleTape,
} from '@cta/testing';
import { openForArchive, type TapeFileWriter, type WrittenFile } from '../index.ts';

const vid = 'V00001';
const archive = { vid, identity: sampleIdentity, protectionAllowed: false };

async function labelledTape(options: MemoryTapeOptions = {}): Promise<MemoryTape> {
  const { objects } = await sampleTape({ vid, files: [] });
  return memoryTape({ ...options, objects });
}

async function writeBlocks(writer: TapeFileWriter, lengths: readonly number[]): Promise<void> {
  for (const length of lengths) await writer.writeBlock(new Uint8Array(length + 4), length);
}

async function writeFile(writer: TapeFileWriter, archiveFileId: bigint, blocks: number): Promise<WrittenFile> {
  await writer.beginFile({ archiveFileId, fSeq: writer.nextFseq });
  await writeBlocks(
    writer,
    Array.from({ length: blocks }, () => 100),
  );
  return await writer.endFile();
}

test('files get their fSeq, block id and block count, the first one block id 0', async () => {
  const writer = await openForArchive(await labelledTape(), { ...archive, lastFseq: 0 });
  assert.deepEqual(await writeFile(writer, 7n, 10), { archiveFileId: 7n, fSeq: 1, blockId: 0, blockCount: 10 });
  assert.deepEqual(await writeFile(writer, 8n, 1), { archiveFileId: 8n, fSeq: 2, blockId: 20, blockCount: 1 });
  assert.deepEqual(await writeFile(writer, 9n, 3), { archiveFileId: 9n, fSeq: 3, blockId: 30, blockCount: 3 });
  await writer.flush();
});

test('no file costs a READ POSITION; each flush costs one', async () => {
  const tape = await labelledTape();
  const writer = await openForArchive(tape, { ...archive, lastFseq: 0 });
  const before = tape.operations.length;
  for (let file = 1n; file <= 5n; file++) await writeFile(writer, file, 2);
  const readPositions = (): number => tape.operations.slice(before).filter((name) => name === 'position').length;
  assert.equal(readPositions(), 0);
  await writer.flush();
  assert.equal(readPositions(), 1);
  assert.equal(tape.flushedObjects, tape.objects.length);
});

test('a session appends after the last file of the Catalogue, and what followed is gone', async () => {
  const tape = await labelledTape();
  const first = await openForArchive(tape, { ...archive, lastFseq: 0 });
  for (let file = 1n; file <= 4n; file++) await writeFile(first, file, 2);
  const before = tape.operations.length;
  const second = await openForArchive(tape, { ...archive, lastFseq: 2 });
  assert.ok(tape.operations.slice(before).includes('space 5'));
  assert.equal(tape.objects.length, 1 + 4 * 11);
  assert.deepEqual(await writeFile(second, 30n, 1), { archiveFileId: 30n, fSeq: 3, blockId: 23, blockCount: 1 });
  await second.flush();
  assert.equal(tape.objects.length, 1 + 2 * 11 + 10);
});

test('an abandoned file gives its place and its fSeq to the next one', async () => {
  const tape = await labelledTape();
  const writer = await openForArchive(tape, { ...archive, lastFseq: 0 });
  for (const lengths of [[], [100], [100, 50]]) {
    await writer.beginFile({ archiveFileId: 6n, fSeq: 1 });
    await writeBlocks(writer, lengths);
    await writer.abandonFile();
  }
  await writeFile(writer, 7n, 2);
  await writer.beginFile({ archiveFileId: 8n, fSeq: 2 });
  await writeBlocks(writer, [100, 100, 100]);
  await writer.abandonFile();
  assert.deepEqual(await writeFile(writer, 9n, 1), { archiveFileId: 9n, fSeq: 2, blockId: 12, blockCount: 1 });
  await writer.flush();
  const clean = await labelledTape();
  const other = await openForArchive(clean, { ...archive, lastFseq: 0 });
  await writeFile(other, 7n, 2);
  await writeFile(other, 9n, 1);
  assert.deepEqual(tape.objects, clean.objects);
});

test('a flush after which the drive is elsewhere is no flush', async () => {
  const tape = await labelledTape();
  const writer = await openForArchive(tape, { ...archive, lastFseq: 0 });
  await writeFile(writer, 7n, 2);
  await tape.locate(3);
  await assert.rejects(writer.flush(), {
    condition: 'DRIVE_POSITION_UNEXPECTED',
    details: { found: 3, expected: '12' },
  });
  await assert.rejects(writer.flush(), { condition: 'UNFORESEEN_ERROR' });
});

test('early warning is passed up, and the session can still end its file', async () => {
  const writer = await openForArchive(await labelledTape({ earlyWarningBytes: 1000 }), { ...archive, lastFseq: 0 });
  await writer.beginFile({ archiveFileId: 7n, fSeq: 1 });
  assert.deepEqual(await writer.writeBlock(new Uint8Array(304), 300), { earlyWarning: false });
  assert.equal(writer.earlyWarning, false);
  assert.deepEqual(await writer.writeBlock(new Uint8Array(504), 500), { earlyWarning: true });
  assert.equal(writer.earlyWarning, true);
  await writer.endFile();
  await writer.flush();
});

test('after the end of the medium what is complete can be flushed, and nothing more is written', async () => {
  const tape = await labelledTape({ capacityBytes: 2000 });
  const writer = await openForArchive(tape, { ...archive, lastFseq: 0 });
  await writeFile(writer, 7n, 1);
  await writer.beginFile({ archiveFileId: 8n, fSeq: 2 });
  await assert.rejects(writeBlocks(writer, [1500]), { condition: 'MEDIUM_FULL' });
  await assert.rejects(writeBlocks(writer, [1]), { condition: 'UNFORESEEN_ERROR' });
  await assert.rejects(writer.endFile(), { condition: 'UNFORESEEN_ERROR' });
  await writer.flush();
  assert.ok(tape.flushedObjects >= 11);
});

test('after a write error nothing more is done, not even a flush', async () => {
  let broken = false;
  const before = (operation: MemoryTapeOperation): void => {
    if (broken && operation.startsWith('write')) throw new ConditionError('MEDIUM_WRITE_ERROR');
  };
  const writer = await openForArchive(await labelledTape({ before }), { ...archive, lastFseq: 0 });
  await writeFile(writer, 7n, 1);
  await writer.beginFile({ archiveFileId: 8n, fSeq: 2 });
  broken = true;
  await assert.rejects(writeBlocks(writer, [10]), { condition: 'MEDIUM_WRITE_ERROR' });
  for (const call of [() => writer.flush(), () => writer.abandonFile(), () => writer.endFile()]) {
    await assert.rejects(call(), { condition: 'UNFORESEEN_ERROR' });
  }
});

test('calls out of order are our own fault', async () => {
  const tape = await labelledTape();
  const writer = await openForArchive(tape, { ...archive, lastFseq: 0 });
  const condition = 'UNFORESEEN_ERROR';
  await assert.rejects(writer.endFile(), { condition });
  await assert.rejects(writer.abandonFile(), { condition });
  await assert.rejects(writeBlocks(writer, [1]), { condition });
  await assert.rejects(writer.beginFile({ archiveFileId: 7n, fSeq: 2 }), { condition });
  await assert.rejects(writer.beginFile({ archiveFileId: 0n, fSeq: 1 }), { condition });
  await writer.beginFile({ archiveFileId: 7n, fSeq: 1 });
  await assert.rejects(writer.beginFile({ archiveFileId: 8n, fSeq: 2 }), { condition });
  await assert.rejects(writer.flush(), { condition });
  await assert.rejects(writer.endFile(), { condition }, 'a file without a block');
  await assert.rejects(writeBlocks(writer, [0]), { condition });
  await assert.rejects(writeBlocks(writer, [262_145]), { condition });
  await writeBlocks(writer, [262_144, 1]);
  assert.equal((await writer.endFile()).blockCount, 2);
});

test('a tape that does not end where the Catalogue says is not written', async () => {
  const sample = await sampleTape({
    vid,
    files: [
      { archiveFileId: 1n, blockLengths: [10] },
      { archiveFileId: 2n, blockLengths: [10, 10] },
    ],
  });
  const cases = [
    [3, sample.objects, 'TAPE_FILE_MISSING'],
    [2, sample.objects.slice(0, -1), 'TAPE_FILE_MISSING'],
    [2, sample.objects.slice(0, -8), 'TAPE_FILE_MISSING'],
    [1, sample.objects.toSpliced(5, 1), 'DRIVE_POSITION_UNEXPECTED'],
    [1, sample.objects.toSpliced(1, 10), 'TAPE_FILE_FSEQ_MISMATCH'],
    [2, sample.objects.toSpliced(4, 1), 'TAPE_FILE_MISSING'],
    [2, sample.objects.toSpliced(4, 0, { type: 'filemark' }), 'LABEL_RECORD_SIZE'],
  ] as const;
  for (const [lastFseq, objects, condition] of cases) {
    const tape = memoryTape({ objects });
    await assert.rejects(openForArchive(tape, { ...archive, lastFseq }), { condition });
    assert.deepEqual(tape.objects, objects);
  }
});
