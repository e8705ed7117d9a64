import { mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type ArchivedFile,
  type ArchiveEnd,
  openTransferEngine,
  type RetrieveEnd,
  type RetrieveTask,
  type TransferEngine,
  type TransferEngineOptions,
} from '@cta/session';
import { adler32OfZeros } from './workload.ts';

export interface RoundTrip {
  readonly files: number;
  readonly bytes: number;
  readonly archiveSeconds: number;
  readonly retrieveSeconds: number;
  /** The same without writing anything. */
  readonly verifySeconds: number;
}

/** What the files are taken to, and how their checksums come about. */
export interface Course {
  readonly drive: Pick<TransferEngineOptions, 'device' | 'driveModule'>;
  /** `of-zeros`: the drive reads zeros whatever was written. `none`: nobody makes checksums. */
  readonly checksums: 'of-files' | 'of-zeros' | 'none';
}

/** A drive in this process that discards what is written and reads zeros. */
export const discarding = { device: 'discard', driveModule: new URL('discarding-drive.ts', import.meta.url).href };
const signal = new AbortController().signal;
const identity = { softwareVersion: '0.1.0' };
/** CTA's own thresholds. */
const flush = { files: 200, bytes: 32e9 };
const lowWater = { files: 1, bytes: 1 };

/** Labels the tape in the drive, archives the files to it, and retrieves as many to a folder that is removed again. */
export async function roundTrip(
  folder: string,
  paths: readonly string[],
  sizes: readonly number[],
  { drive, checksums }: Course,
): Promise<RoundTrip> {
  const engine = await openTransferEngine({
    ...drive,
    ...(checksums !== 'none' ? {} : { diskModule: new URL('unchecked-disk-worker.ts', import.meta.url) }),
    allowedRoots: [folder],
    signal,
  });
  await engine.labelTape({ vid: 'B00001', protection: checksums !== 'none', force: true, ...identity });
  const archived = await archive(engine, paths, sizes);
  const target = join(folder, 'retrieved');
  mkdirSync(target);
  const to = (path: string): string => pathToFileURL(join(target, basename(path))).href;
  const tasks = archived.files.map((file) => retrieveTask(file, to(paths[Number(file.taskId)] ?? ''), checksums));
  const retrieveSeconds = await retrieve(engine, tasks);
  rmSync(target, { recursive: true });
  const verifySeconds = await retrieve(
    engine,
    tasks.map((task) => ({ ...task, destination: null })),
  );
  await engine.close();
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return { files: paths.length, bytes, archiveSeconds: archived.seconds, retrieveSeconds, verifySeconds };
}

async function archive(
  engine: TransferEngine,
  paths: readonly string[],
  sizes: readonly number[],
): Promise<{ readonly files: readonly ArchivedFile[]; readonly seconds: number }> {
  const tasks = paths.map((path, index) => ({
    taskId: `${index}`,
    archiveFileId: BigInt(index + 1),
    source: pathToFileURL(path).href,
    sizeBytes: sizes[index] ?? 0,
  }));
  const files: ArchivedFile[] = [];
  const start = performance.now();
  const transfer = engine.archive(
    { vid: 'B00001', lastFseq: 0, protection: true, site: 'BENCH', moverHost: 'BENCH', ...identity, flush, lowWater },
    (event) => {
      if (event.type === 'flushed') files.push(...event.files);
      else if (event.type === 'wanted') transfer.finish();
      else throw event.error;
    },
  );
  transfer.add(tasks);
  requireFinished(await transfer.ended);
  return { files, seconds: (performance.now() - start) / 1000 };
}

function retrieveTask(file: ArchivedFile, destination: string, checksums: Course['checksums']): RetrieveTask {
  const { taskId, fSeq, blockId, sizeBytes } = file;
  const adler32 = checksums === 'of-zeros' ? adler32OfZeros(sizeBytes) : file.adler32;
  return { taskId, archiveFileId: BigInt(taskId) + 1n, fSeq, blockId, sizeBytes, adler32, destination };
}

async function retrieve(engine: TransferEngine, tasks: readonly RetrieveTask[]): Promise<number> {
  const start = performance.now();
  const transfer = engine.retrieve({ vid: 'B00001', protection: true, lowWater }, (event) => {
    if (event.type === 'wanted') transfer.finish();
    else if (event.type === 'failed') throw event.error;
  });
  transfer.add(tasks);
  requireFinished(await transfer.ended);
  return (performance.now() - start) / 1000;
}

function requireFinished(end: ArchiveEnd | RetrieveEnd): void {
  if (end.reason === 'failed') throw end.error;
  if (end.reason !== 'finished') throw new Error(`the session ended with '${end.reason}'`);
}
