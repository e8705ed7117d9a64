import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import {
  adler32,
  generatedContent,
  type MemoryDriveOptions,
  type MemoryDriveState,
  memoryDrive,
  memoryDriveState,
} from '@cta/testing';
import { openTransferEngine } from './open-transfer-engine.ts';
import type {
  ArchivedFile,
  ArchiveEnd,
  ArchiveEvent,
  ArchiveOptions,
  ArchiveTask,
  ArchiveTransfer,
} from './transfer-engine.ts';

const blockBytes = 4096;
const folder = mkdtempSync(join(tmpdir(), 'cta-archive-'));
after(() => rmSync(folder, { recursive: true }));

let names = 0;
function newPath(): string {
  return join(folder, `file-${++names}`);
}

const contents = new Map<string, Uint8Array>();

function task(sizeBytes: number, changes: Partial<ArchiveTask> = {}): ArchiveTask {
  const path = newPath();
  const content = generatedContent(BigInt(names), sizeBytes);
  writeFileSync(path, content);
  const taskId = `task ${names}`;
  contents.set(taskId, content);
  return {
    taskId,
    archiveFileId: BigInt(names),
    source: pathToFileURL(path).href,
    sizeBytes,
    adler32: adler32(content),
    ...changes,
  };
}

const options: ArchiveOptions = {
  vid: 'V00001',
  lastFseq: 0,
  protection: true,
  site: 'TEST',
  moverHost: 'HOST',
  softwareVersion: '0.1.0',
  flush: { files: 1000, bytes: 1e9 },
  lowWater: { files: 1, bytes: 1 },
};

interface Outcome {
  readonly end: ArchiveEnd;
  readonly batches: readonly (readonly ArchivedFile[])[];
  readonly archived: readonly ArchivedFile[];
  readonly failed: ReadonlyMap<string, string>;
  readonly tape: MemoryDriveState;
  readonly progress: { readonly files: number; readonly bytes: number };
}

/** Labels a new tape, archives the tasks in a real engine, and closes it. */
async function archive(
  tasks: readonly ArchiveTask[],
  settings: {
    readonly drive?: Omit<MemoryDriveOptions, 'tapePath'>;
    readonly options?: Partial<ArchiveOptions>;
    readonly during?: (transfer: ArchiveTransfer) => Promise<void>;
    readonly onWanted?: (transfer: ArchiveTransfer) => void;
  } = {},
): Promise<Outcome> {
  const tapePath = newPath();
  const engine = await openTransferEngine({
    ...memoryDrive({ tapePath, ...settings.drive }),
    allowedRoots: [folder],
    blockBytes,
    windowBytes: 16 * blockBytes,
    signal: new AbortController().signal,
  });
  await engine.labelTape({ vid: 'V00001', protection: true, force: false, softwareVersion: '0.1.0' });
  const batches: (readonly ArchivedFile[])[] = [];
  const failed = new Map<string, string>();
  const on = (event: ArchiveEvent): void => {
    if (event.type === 'flushed') batches.push(event.files);
    if (event.type === 'failed') failed.set(event.taskId, event.error.condition);
    if (event.type === 'wanted') (settings.onWanted ?? ((running) => running.finish()))(transfer);
  };
  const transfer = engine.archive({ ...options, ...settings.options }, on);
  transfer.add(tasks);
  await settings.during?.(transfer);
  const end = await transfer.ended;
  const progress = transfer.progress();
  await engine.close();
  return { end, batches, archived: batches.flat(), failed, tape: memoryDriveState(tapePath), progress };
}

/** Bytes of a file on tape, from its block id on. */
function payload({ objects }: MemoryDriveState, { blockId }: ArchivedFile): Uint8Array {
  const first = (blockId === 0 ? 1 : blockId) + 4;
  const end = objects.findIndex((object, index) => index >= first && object.type === 'filemark');
  const blocks = objects.slice(first, end).map((object) => (object.type === 'block' ? object.bytes : assert.fail()));
  return new Uint8Array(Buffer.concat(blocks));
}

function summary(files: readonly ArchivedFile[]) {
  return files.map(({ taskId, fSeq }) => [taskId, fSeq]);
}

test('files of all sizes go to tape whole, in their order, and are reported with a flush', async () => {
  const sizes = [
    1,
    blockBytes - 1,
    blockBytes,
    blockBytes + 1,
    4 * blockBytes,
    100 * blockBytes + 17,
    5,
    3 * blockBytes,
  ];
  const tasks = sizes.map((size) => task(size));
  const { end, batches, archived, tape, progress, failed } = await archive(tasks);
  assert.deepEqual(end, { reason: 'finished', unflushed: [], untouched: [] });
  assert.equal(failed.size, 0);
  assert.equal(batches.length, 1);
  assert.deepEqual(
    archived.map(({ taskId, fSeq, sizeBytes, adler32: checksum }) => ({ taskId, fSeq, sizeBytes, checksum })),
    tasks.map(({ taskId, sizeBytes, adler32: checksum }, index) => ({ taskId, fSeq: index + 1, sizeBytes, checksum })),
  );
  for (const file of archived) assert.deepEqual(payload(tape, file), contents.get(file.taskId));
  assert.deepEqual(progress, { files: sizes.length, bytes: sizes.reduce((sum, size) => sum + size) });
});

test('a checksum that the request does not give is found', async () => {
  const { adler32: expected, ...unknown } = task(3 * blockBytes);
  const { archived } = await archive([unknown]);
  assert.equal(archived[0]?.adler32, expected);
});

test('each flush reports what has gone to tape since the last one', async () => {
  const tasks = Array.from({ length: 5 }, () => task(10));
  const byFiles = await archive(tasks, { options: { flush: { files: 2, bytes: 1e9 } } });
  assert.deepEqual(
    byFiles.batches.map(({ length }) => length),
    [2, 2, 1],
  );
  const byBytes = await archive(tasks, { options: { flush: { files: 1000, bytes: 30 } } });
  assert.deepEqual(
    byBytes.batches.map(({ length }) => length),
    [3, 2],
  );
});

test('a file that cannot be had fails alone and takes no fSeq, wherever it fails', async () => {
  const long = 40 * blockBytes;
  const good = Array.from({ length: 4 }, () => task(2 * blockBytes + 1));
  const vanished = task(long, { source: pathToFileURL(join(folder, 'vanished')).href });
  const grown = task(long);
  appendFileSync(new URL(grown.source), 'more');
  const wrongSmall = task(10, { adler32: 1 });
  const wrongLong = task(long, { adler32: 1 });
  const empty = task(0);
  const elsewhere = task(10, { source: 'root://eos.example//file' });
  const outside = task(10, { source: 'file:///etc/hostname' });
  const tasks = [vanished, good[0], grown, wrongSmall, good[1], wrongLong, good[2], empty, elsewhere, outside, good[3]];
  const { end, archived, failed, tape } = await archive(tasks.map((each) => each ?? assert.fail()));
  assert.equal(end.reason, 'finished');
  assert.deepEqual(
    summary(archived),
    good.map(({ taskId }, index) => [taskId, index + 1]),
  );
  for (const file of archived) assert.deepEqual(payload(tape, file), contents.get(file.taskId));
  assert.deepEqual(Object.fromEntries(failed), {
    [vanished.taskId]: 'DISK_FILE_NOT_FOUND',
    [grown.taskId]: 'JOB_SIZE_MISMATCH',
    [wrongSmall.taskId]: 'JOB_CHECKSUM_MISMATCH',
    [wrongLong.taskId]: 'JOB_CHECKSUM_MISMATCH',
    [empty.taskId]: 'JOB_FILE_EMPTY',
    [elsewhere.taskId]: 'DISK_URL_UNSUPPORTED',
    [outside.taskId]: 'DISK_PATH_ESCAPES',
  });
});

test('nothing is left on tape of a last file that fails in the middle', async () => {
  const good = task(10);
  const { archived, tape } = await archive([good, task(40 * blockBytes, { adler32: 1 })]);
  assert.deepEqual(summary(archived), [[good.taskId, 1]]);
  assert.equal(tape.operations.filter((operation) => operation === 'locate 11').length, 1);
});

test('a file that changes while it is read fails', async () => {
  const changing = task(60 * blockBytes);
  const gate = newPath();
  const { failed, archived } = await archive([changing], {
    drive: { faults: [{ operation: `write ${blockBytes}`, occurrence: 2, untilExists: gate }] },
    during: async (transfer) => {
      while (transfer.progress().bytes < blockBytes) await turn();
      appendFileSync(new URL(changing.source), 'more');
      writeFileSync(gate, '');
    },
  });
  assert.deepEqual([...failed.values()], ['DISK_FILE_CHANGED']);
  assert.deepEqual(archived, []);
});

test('more work is asked for when little is left, and the end follows the answer', async () => {
  const batches = Array.from({ length: 5 }, () => Array.from({ length: 4 }, () => task(10)));
  const left = batches.slice(1);
  const { archived, end } = await archive(batches[0] ?? [], {
    options: { lowWater: { files: 2, bytes: 1e6 } },
    onWanted: (transfer) => {
      const next = left.shift();
      if (next === undefined) transfer.finish();
      else transfer.add(next);
    },
  });
  assert.equal(end.reason, 'finished');
  assert.deepEqual(
    archived.map(({ taskId }) => taskId),
    batches.flat().map(({ taskId }) => taskId),
  );
});

test('early warning: the current file is finished, what is there is reported, the rest is untouched', async () => {
  const tasks = [task(2 * blockBytes), task(2 * blockBytes), task(2 * blockBytes), task(2 * blockBytes)];
  const { end, archived } = await archive(tasks, { drive: { earlyWarningBytes: 4 * blockBytes } });
  assert.deepEqual(
    archived.map(({ taskId }) => taskId),
    tasks.slice(0, 2).map(({ taskId }) => taskId),
  );
  assert.deepEqual(end, {
    reason: 'medium-full',
    unflushed: [],
    untouched: tasks.slice(2).map(({ taskId }) => taskId),
  });
});

test('end of the medium in a file: what was complete before it is flushed and reported', async () => {
  const tasks = [task(2 * blockBytes), task(2 * blockBytes), task(2 * blockBytes)];
  const { end, archived } = await archive(tasks, { drive: { capacityBytes: 5 * blockBytes } });
  assert.deepEqual(summary(archived), [
    [tasks[0]?.taskId, 1],
    [tasks[1]?.taskId, 2],
  ]);
  assert.deepEqual(end, { reason: 'medium-full', unflushed: [tasks[2]?.taskId], untouched: [] });
});

test('end of the medium where nothing can be flushed any more: nothing is reported', async () => {
  const tasks = [task(2 * blockBytes), task(4 * blockBytes)];
  const { end, archived } = await archive(tasks, {
    drive: {
      capacityBytes: 5 * blockBytes,
      faults: [{ operation: 'flush', occurrence: 1, condition: 'MEDIUM_FULL' }],
    },
  });
  assert.deepEqual(archived, []);
  assert.deepEqual(end, { reason: 'medium-full', unflushed: tasks.map(({ taskId }) => taskId), untouched: [] });
});

test('a flush between files that finds the medium full', async () => {
  const tasks = [task(10), task(10), task(10), task(10)];
  const { end, archived } = await archive(tasks, {
    options: { flush: { files: 2, bytes: 1e9 } },
    drive: { faults: [{ operation: 'flush', occurrence: 1, condition: 'MEDIUM_FULL' }] },
  });
  assert.deepEqual(archived, []);
  const ids = tasks.map(({ taskId }) => taskId);
  assert.deepEqual(end, { reason: 'medium-full', unflushed: ids.slice(0, 2), untouched: ids.slice(2) });
});

test('after a write error nothing that was not flushed is reported', async () => {
  const tasks = [task(10), task(10), task(11), task(10)];
  const { end, archived } = await archive(tasks, {
    options: { flush: { files: 1, bytes: 1e9 } },
    drive: { faults: [{ operation: 'write 11', occurrence: 1, condition: 'MEDIUM_WRITE_ERROR' }] },
  });
  assert.deepEqual(summary(archived), [
    [tasks[0]?.taskId, 1],
    [tasks[1]?.taskId, 2],
  ]);
  assert.equal(end.reason === 'failed' ? end.error.condition : end.reason, 'MEDIUM_WRITE_ERROR');
  assert.deepEqual([end.unflushed, end.untouched], [[tasks[2]?.taskId], [tasks[3]?.taskId]]);
});

test('a tape that cannot be opened leaves every task untouched', async () => {
  const tasks = [task(10), task(30 * blockBytes)];
  const { end, archived } = await archive(tasks, { options: { vid: 'V00002' } });
  assert.deepEqual(archived, []);
  assert.equal(end.reason === 'failed' ? end.error.condition : end.reason, 'VOLUME_LABEL_MISMATCH');
  assert.deepEqual(
    end.untouched,
    tasks.map(({ taskId }) => taskId),
  );
});

for (const how of ['after-file', 'now'] as const) {
  test(`stop ${how} in the middle of a file`, async () => {
    const tasks = [task(10), task(50 * blockBytes), task(10)];
    const gate = newPath();
    const { end, archived, tape } = await archive(tasks, {
      drive: { faults: [{ operation: `write ${blockBytes}`, occurrence: 3, untilExists: gate }] },
      during: async (transfer) => {
        while (transfer.progress().bytes < 10 + 2 * blockBytes) await turn();
        transfer.stop(how);
        writeFileSync(gate, '');
      },
    });
    const done = how === 'now' ? 1 : 2;
    assert.equal(end.reason, 'stopped');
    assert.deepEqual(
      archived.map(({ taskId }) => taskId),
      tasks.slice(0, done).map(({ taskId }) => taskId),
    );
    assert.deepEqual(
      [...end.unflushed, ...end.untouched],
      tasks.slice(done).map(({ taskId }) => taskId),
    );
    for (const file of archived) assert.deepEqual(payload(tape, file), contents.get(file.taskId));
  });
}

test('stop after the file ends a session that waits for work', async () => {
  const only = task(10);
  const { end, archived } = await archive([only], {
    onWanted: () => undefined,
    during: async (transfer) => {
      while (transfer.progress().files < 1) await turn();
      transfer.stop('after-file');
    },
  });
  assert.equal(end.reason, 'stopped');
  assert.deepEqual(summary(archived), [[only.taskId, 1]]);
});
