/**
 * The data path over iSCSI: real files to a virtual library in a process of its own, on loopback, and back.
 *
 *   npm run bench data-path-iscsi [--bytes 1000000000] [--files 2000] [--folder FOLDER]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { discarding, type RoundTrip, roundTrip } from './data-path/round-trip.ts';
import { printHeading, printRow } from './data-path/table.ts';
import { serveDrive } from './data-path/virtual-library.ts';
import { fastFolder, mixedSizes, writeFiles } from './data-path/workload.ts';

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      bytes: { type: 'string', default: '1000000000' },
      files: { type: 'string', default: '2000' },
      folder: { type: 'string', default: fastFolder() },
    },
  });
  const folder = mkdtempSync(join(values.folder, 'cta-data-path-'));
  try {
    await measure(folder, Number(values.bytes), Number(values.files));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string, totalBytes: number, fileCount: number): Promise<void> {
  const sizes = mixedSizes(totalBytes);
  const paths = writeFiles(join(folder, 'mixed'), sizes);
  const smallSizes = Array<number>(fileCount).fill(4096);
  const smallPaths = writeFiles(join(folder, 'small'), smallSizes);

  printHeading();
  const inProcess = await roundTrip(folder, paths, sizes, { drive: discarding, checksums: 'of-zeros' });
  printRow('mixed sizes, discarded in process', inProcess);
  await using served = await serveDrive(folder, 'B00001');
  const course = { drive: { device: served.device }, checksums: 'of-files' } as const;
  const mixed = await roundTrip(folder, paths, sizes, course);
  printRow('mixed sizes over iSCSI', mixed);
  const small = await roundTrip(folder, smallPaths, smallSizes, course);
  printRow(`${fileCount} files of 4 KiB over iSCSI`, small);

  console.log(JSON.stringify({ bench: 'data-path-iscsi', ...results(inProcess, mixed, small) }));
}

function results(inProcess: RoundTrip, mixed: RoundTrip, small: RoundTrip) {
  return {
    ratios: {
      archiveToInProcess: inProcess.archiveSeconds / mixed.archiveSeconds,
      retrieveToInProcess: inProcess.retrieveSeconds / mixed.retrieveSeconds,
    },
    figures: {
      bytes: mixed.bytes,
      archiveBytesPerSecond: Math.round(mixed.bytes / mixed.archiveSeconds),
      retrieveBytesPerSecond: Math.round(mixed.bytes / mixed.retrieveSeconds),
      archive4KiBFilesPerSecond: Math.round(small.files / small.archiveSeconds),
      retrieve4KiBFilesPerSecond: Math.round(small.files / small.retrieveSeconds),
    },
  };
}

if (import.meta.main) await run(process.argv.slice(2));
