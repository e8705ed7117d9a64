import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { serialize } from 'node:v8';
import { pathToFileURL } from 'node:url';
import { adler32, generatedContent, type MemoryDriveOptions, memoryDrive, memoryTape } from '@cta/testing';
import { labelTape, openForArchive } from '@cta/tape-format';
import { openTransferEngine } from './open-transfer-engine.ts';
import type { RetrieveEnd, RetrieveEvent, RetrieveOptions, RetrieveTask, RetrieveTransfer } from './transfer-engine.ts';

const blockBytes = 4096;
const folder = mkdtempSync(join(tmpdir(), 'cta-retrieve-'));
after(() => rmSync(folder, { recursive: true }));

let names = 0;
function newFolder(): string {
  const path = join(folder, `folder-${++names}`);
  mkdirSync(path);
  return path;
}

interface OnTape extends Omit<RetrieveTask, 'destination'> {
  readonly content: Uint8Array;
}

const identity = {
  site: 'TEST',
  moverHost: 'HOST',
  driveVendor: 'CTA',
  driveModel: 'MEMORY',
  driveSerial: '1',
  softwareVersion: '0.1.0',
  date: { year: 2026, dayOfYear: 1 },
};

/** A tape with files of these sizes, in blocks of at most `blockSizeBytes`. */
async function writtenTape(
  sizes: readonly number[],
  blockSizeBytes = blockBytes,
): Promise<{ readonly tapePath: string; readonly files: readonly OnTape[] }> {
  const tape = memoryTape();
  await labelTape(tape, { vid: 'V00001', identity, protectionAllowed: true, force: false });
  const writer = await openForArchive(tape, { vid: 'V00001', lastFseq: 0, identity, protectionAllowed: true });
  const files: OnTape[] = [];
  for (const [index, sizeBytes] of sizes.entries()) {
    const archiveFileId = BigInt(index + 1);
    const fSeq = index + 1;
    const content = generatedContent(archiveFileId, sizeBytes);
    const { blockId } = await writer.beginFile({ archiveFileId, fSeq });
    for (let start = 0; start < sizeBytes; start += blockSizeBytes) {
      const block = content.subarray(start, start + blockSizeBytes);
      const buffer = new Uint8Array(block.length + 4);
      buffer.set(block);
      await writer.writeBlock(buffer, block.length);
    }
    await writer.endFile();
    files.push({ taskId: `task ${fSeq}`, archiveFileId, fSeq, blockId, sizeBytes, adler32: adler32(content), content });
  }
  await writer.flush();
  const tapePath = join(newFolder(), 'tape');
  writeFileSync(tapePath, serialize({ objects: tape.objects, flushedObjects: tape.objects.length, operations: [] }));
  return { tapePath, files };
}

/** Tasks that write each file under its task's name into a folder. */
function tasksInto(target: string, files: readonly OnTape[]): RetrieveTask[] {
  return files.map(({ taskId, archiveFileId, fSeq, blockId, sizeBytes, adler32: expected }) => ({
    taskId,
    archiveFileId,
    fSeq,
    blockId,
    sizeBytes,
    adler32: expected,
    destination: pathToFileURL(join(target, taskId)).href,
  }));
}

interface Outcome {
  readonly end: RetrieveEnd;
  readonly done: readonly string[];
  readonly failed: Readonly<Record<string, string>>;
  readonly progress: { readonly files: number; readonly bytes: number };
}

async function retrieve(
  drive: MemoryDriveOptions,
  tasks: readonly RetrieveTask[],
  settings: {
    readonly options?: Partial<RetrieveOptions>;
    readonly during?: (transfer: RetrieveTransfer) => Promise<void>;
  } = {},
): Promise<Outcome> {
  // Blocks of the tape-format's own size are the largest that these tapes may announce.
  const engine = await openTransferEngine({
    ...memoryDrive(drive),
    allowedRoots: [folder],
    windowBytes: 1,
    signal: new AbortController().signal,
  });
  const done: string[] = [];
  const failed: Record<string, string> = {};
  const on = (event: RetrieveEvent): void => {
    if (event.type === 'done') done.push(event.taskId);
    if (event.type === 'failed') failed[event.taskId] = event.error.condition;
    if (event.type === 'wanted') transfer.finish();
  };
  const options = { vid: 'V00001', protection: true, lowWater: { files: 1, bytes: 1 }, ...settings.options };
  const transfer = engine.retrieve(options, on);
  transfer.add(tasks);
  await settings.during?.(transfer);
  const end = await transfer.ended;
  const progress = transfer.progress();
  await engine.close();
  return { end, done: done.toSorted(), failed, progress };
}

function requireContents(target: string, files: readonly OnTape[]): void {
  assert.deepEqual(readdirSync(target).sort(), files.map(({ taskId }) => taskId).sort());
  for (const { taskId, content } of files) assert.ok(readFileSync(join(target, taskId)).equals(content), taskId);
}

const sizes = [1, blockBytes, 100 * blockBytes + 17, 5, 3 * blockBytes, 40 * blockBytes - 1, 10];

test('files of all sizes come back whole, in any order of the tape and of block lengths', async () => {
  for (const blockSizeBytes of [blockBytes, 1000, 262_144]) {
    const { tapePath, files } = await writtenTape(sizes, blockSizeBytes);
    const target = newFolder();
    const order = [...files.slice(3), ...files.slice(0, 3)];
    const { end, done, failed, progress } = await retrieve({ tapePath }, tasksInto(target, order));
    assert.deepEqual(end, { reason: 'finished', untouched: [] });
    assert.deepEqual(failed, {});
    assert.deepEqual(
      done,
      files.map(({ taskId }) => taskId),
    );
    requireContents(target, files);
    assert.deepEqual(progress, { files: files.length, bytes: sizes.reduce((sum, size) => sum + size) });
  }
});

test('without a destination a file is only verified', async () => {
  const { tapePath, files } = await writtenTape([100, 50 * blockBytes]);
  const tasks = tasksInto(folder, files).map((task) => ({ ...task, destination: null }));
  const wrong = { ...tasks[0], taskId: 'wrong', adler32: 1 } as RetrieveTask;
  const { done, failed } = await retrieve({ tapePath }, [...tasks, wrong]);
  assert.deepEqual(done, ['task 1', 'task 2']);
  assert.deepEqual(failed, { wrong: 'TAPE_FILE_CHECKSUM_MISMATCH' });
});

test('a file that is not what the Catalogue says, or has no place to go, fails alone and leaves nothing', async () => {
  const long = 200 * blockBytes;
  const { tapePath, files } = await writtenTape([10, long, long, long, 10, long, 10, 10, 10]);
  const target = newFolder();
  mkdirSync(join(target, 'task 9'));
  const changes: Readonly<Record<string, Partial<RetrieveTask>>> = {
    'task 2': { adler32: 1 },
    'task 3': { sizeBytes: long - 1 },
    'task 4': { sizeBytes: long + 1 },
    'task 5': { archiveFileId: 99n },
    'task 6': { destination: 'file:///nowhere/to/go' },
    'task 7': { destination: 'root://eos.example//file' },
    'task 8': { blockId: 4_000_000 },
  };
  const tasks = tasksInto(target, files).map((task) => ({ ...task, ...changes[task.taskId] }));
  const { end, done, failed } = await retrieve({ tapePath }, tasks);
  assert.deepEqual(end, { reason: 'finished', untouched: [] });
  assert.deepEqual(done, ['task 1']);
  assert.deepEqual(failed, {
    'task 2': 'TAPE_FILE_CHECKSUM_MISMATCH',
    'task 3': 'TAPE_FILE_SIZE_MISMATCH',
    'task 4': 'TAPE_FILE_SIZE_MISMATCH',
    'task 5': 'TAPE_FILE_ID_MISMATCH',
    'task 6': 'DISK_PATH_ESCAPES',
    'task 7': 'DISK_URL_UNSUPPORTED',
    'task 8': 'TAPE_FILE_MISSING',
    'task 9': 'DISK_NOT_A_FILE',
  });
  assert.deepEqual(readdirSync(target).sort(), ['task 1', 'task 9']);
});

test('a file that cannot be written is not read to its end', async () => {
  const { tapePath, files } = await writtenTape([1000 * blockBytes, 10]);
  const target = newFolder();
  const tasks = tasksInto(target, files).map((task, index) =>
    index === 0 ? { ...task, destination: 'file:///nowhere' } : task,
  );
  const { done, failed, progress } = await retrieve({ tapePath }, tasks);
  assert.deepEqual([done, failed], [['task 2'], { 'task 1': 'DISK_PATH_ESCAPES' }]);
  assert.ok(progress.bytes < 900 * blockBytes, `${progress.bytes} bytes were read`);
});

test('a block that cannot be read fails its file only', async () => {
  const { tapePath, files } = await writtenTape([10, 50 * blockBytes, 10]);
  const target = newFolder();
  const drive: MemoryDriveOptions = {
    tapePath,
    faults: [{ operation: 'read', occurrence: 30, condition: 'MEDIUM_READ_ERROR' }],
  };
  const { end, done, failed } = await retrieve(drive, tasksInto(target, files));
  assert.equal(end.reason, 'finished');
  assert.deepEqual([done, failed], [['task 1', 'task 3'], { 'task 2': 'MEDIUM_READ_ERROR' }]);
  assert.deepEqual(readdirSync(target).sort(), ['task 1', 'task 3']);
});

test('a drive that fails ends the session, and blames no file', async () => {
  const { tapePath, files } = await writtenTape([10, 50 * blockBytes, 10]);
  const target = newFolder();
  const drive: MemoryDriveOptions = {
    tapePath,
    faults: [{ operation: 'read', occurrence: 30, condition: 'DRIVE_HARDWARE_ERROR' }],
  };
  const { end, done, failed } = await retrieve(drive, tasksInto(target, files));
  assert.equal(end.reason === 'failed' ? end.error.condition : end.reason, 'DRIVE_HARDWARE_ERROR');
  assert.deepEqual([done, failed, end.untouched], [['task 1'], {}, ['task 2', 'task 3']]);
  assert.deepEqual(readdirSync(target), ['task 1']);
});

test('another tape than the one asked for leaves every task untouched', async () => {
  const { tapePath, files } = await writtenTape([10, 10]);
  const { end } = await retrieve({ tapePath }, tasksInto(folder, files), { options: { vid: 'V00002' } });
  assert.equal(end.reason === 'failed' ? end.error.condition : end.reason, 'VOLUME_LABEL_MISMATCH');
  assert.deepEqual(end.untouched, ['task 1', 'task 2']);
});

test('stop now in the middle of a file removes what was written of it', async () => {
  const { tapePath, files } = await writtenTape([10, 500 * blockBytes, 10]);
  const target = newFolder();
  const { end, done } = await retrieve({ tapePath }, tasksInto(target, files), {
    options: { lowWater: { files: 0, bytes: 0 } },
    during: async (transfer) => {
      while (transfer.progress().files < 1) await turn();
      transfer.stop('now');
    },
  });
  assert.equal(end.reason, 'stopped');
  assert.deepEqual(
    [...done, ...end.untouched],
    files.map(({ taskId }) => taskId),
  );
  assert.deepEqual(readdirSync(target), done);
});

test('stop after the file delivers what was read', async () => {
  const { tapePath, files } = await writtenTape([10, 10]);
  const target = newFolder();
  const { end, done } = await retrieve({ tapePath }, tasksInto(target, files), {
    options: { lowWater: { files: 0, bytes: 0 } },
    during: async (transfer) => {
      while (transfer.progress().files < 2) await turn();
      transfer.stop('after-file');
    },
  });
  assert.deepEqual(end, { reason: 'stopped', untouched: [] });
  assert.deepEqual(done, ['task 1', 'task 2']);
  assert.ok(existsSync(join(target, 'task 2')));
});
