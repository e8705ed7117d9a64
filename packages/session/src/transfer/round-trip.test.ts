import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { adler32, generatedContent, memoryDrive } from '@cta/testing';
import { openTransferEngine } from './open-transfer-engine.ts';
import type { ArchivedFile, TransferEngine } from './transfer-engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'cta-round-trip-'));
after(() => rmSync(folder, { recursive: true }));

const fileCount = 300;
const blockBytes = 262_144;
/** Work comes in batches, as a queue gives it. */
const batchFiles = 37;

interface File {
  readonly taskId: string;
  readonly archiveFileId: bigint;
  readonly path: string;
  readonly content: Uint8Array;
  readonly flaw: 'none' | 'vanished' | 'wrong checksum';
}

/** Sizes from a byte to eight blocks; one file in ten has a flaw. */
function makeFile(index: number): File {
  const sizeBytes = index % 5 === 0 ? 1 + ((index * 104_729) % (8 * blockBytes)) : 1 + ((index * 7919) % 5000);
  const archiveFileId = BigInt(index + 1);
  const content = generatedContent(archiveFileId, sizeBytes);
  const path = join(folder, `source-${index}`);
  const flaw = index % 20 === 7 ? 'vanished' : index % 20 === 15 ? 'wrong checksum' : 'none';
  if (flaw !== 'vanished') writeFileSync(path, content);
  return { taskId: `${index}`, archiveFileId, path, content, flaw };
}

/** Gives out a list in batches until it is used up. */
function batches<T>(list: readonly T[]): () => readonly T[] {
  let given = 0;
  return () => {
    const batch = list.slice(given, given + batchFiles);
    given += batch.length;
    return batch;
  };
}

async function archive(engine: TransferEngine, files: readonly File[]) {
  const archived: ArchivedFile[] = [];
  const failed: string[] = [];
  const next = batches(files);
  const identity = { site: 'TEST', moverHost: 'HOST', softwareVersion: '0.1.0' };
  const limits = { flush: { files: 20, bytes: 1e9 }, lowWater: { files: 10, bytes: 1e9 } };
  const transfer = engine.archive({ vid: 'V00001', lastFseq: 0, protection: true, ...identity, ...limits }, (event) => {
    if (event.type === 'flushed') archived.push(...event.files);
    else if (event.type === 'failed') failed.push(event.taskId);
    else {
      const batch = next();
      if (batch.length === 0) return transfer.finish();
      transfer.add(
        batch.map(({ taskId, archiveFileId, path, content, flaw }) => ({
          taskId,
          archiveFileId,
          source: pathToFileURL(path).href,
          sizeBytes: content.length,
          adler32: flaw === 'wrong checksum' ? 1 : adler32(content),
        })),
      );
    }
  });
  assert.equal((await transfer.ended).reason, 'finished');
  return { archived, failed };
}

async function retrieve(engine: TransferEngine, files: readonly ArchivedFile[], target: string) {
  const done: string[] = [];
  const next = batches(files);
  const lowWater = { files: 10, bytes: 1e9 };
  const transfer = engine.retrieve({ vid: 'V00001', protection: true, lowWater }, (event) => {
    if (event.type === 'done') done.push(event.taskId);
    else if (event.type === 'failed') throw event.error;
    else {
      const batch = next();
      if (batch.length === 0) return transfer.finish();
      transfer.add(
        batch.map((file) => ({
          ...file,
          archiveFileId: BigInt(file.taskId) + 1n,
          destination: pathToFileURL(join(target, file.taskId)).href,
        })),
      );
    }
  });
  assert.equal((await transfer.ended).reason, 'finished');
  return done;
}

test('many files, more workers than cores and a window of few slots: all that can be archived comes back', async () => {
  const engine = await openTransferEngine({
    ...memoryDrive({ tapePath: join(folder, 'tape') }),
    allowedRoots: [folder],
    blockBytes,
    windowBytes: 8 * blockBytes,
    diskWorkers: 5,
    signal: new AbortController().signal,
  });
  await engine.labelTape({ vid: 'V00001', protection: true, force: false, softwareVersion: '0.1.0' });
  const files = Array.from({ length: fileCount }, (_, index) => makeFile(index));
  const good = files.filter(({ flaw }) => flaw === 'none');

  const { archived, failed } = await archive(engine, files);
  assert.deepEqual(
    archived.map(({ taskId, fSeq }) => [taskId, fSeq]),
    good.map(({ taskId }, index) => [taskId, index + 1]),
  );
  assert.equal(failed.length, files.length - good.length);

  const target = join(folder, 'target');
  mkdirSync(target);
  const done = await retrieve(engine, archived, target);
  assert.equal(done.length, good.length);
  for (const { taskId, content } of good) assert.ok(readFileSync(join(target, taskId)).equals(content), taskId);
  await engine.close();
});
