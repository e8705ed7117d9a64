/**
 * The data path: files from the page cache through window and checksums to a drive that discards, and zeros back
 * to files, or only verified.
 *
 *   npm run bench data-path [--bytes 4000000000] [--files 10000] [--folder FOLDER]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ddReadBytesPerSecond, ddWriteBytesPerSecond } from './data-path/dd.ts';
import { discarding, type RoundTrip, roundTrip } from './data-path/round-trip.ts';
import { printHeading, printRate, printRow } from './data-path/table.ts';
import { fastFolder, mixedSizes, writeFiles } from './data-path/workload.ts';

const checked = { drive: discarding, checksums: 'of-zeros' } as const;

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      bytes: { type: 'string', default: '4000000000' },
      files: { type: 'string', default: '10000' },
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
  const ddRead = ddReadBytesPerSecond(paths, sizes);
  printRate('dd bs=256k to /dev/null', ddRead);
  const ddWrite = ddWriteBytesPerSecond(folder, paths, sizes);
  printRate('dd bs=256k from /dev/zero to files', ddWrite);
  printHeading();

  const mixed = await roundTrip(folder, paths, sizes, checked);
  printRow('64 KiB to 1 GiB', mixed);
  // Of the first engine alone: what engines that were closed leave to the allocator is no part of a data path.
  const peakRssBytes = process.resourceUsage().maxRSS * 1024;
  const unchecked = await roundTrip(folder, paths, sizes, { drive: discarding, checksums: 'none' });
  printRow('64 KiB to 1 GiB, no checksums', unchecked);
  const small = await manyFiles(folder, fileCount, 4096);
  printRow(`${fileCount} files of 4 KiB`, small);
  const medium = await manyFiles(folder, Math.ceil(fileCount / 4), 100_000);
  printRow(`${medium.files} files of 100 kB`, medium);

  console.log(`${'peak resident memory'.padEnd(34)} ${(peakRssBytes / 1e6).toFixed(0).padStart(5)} MB`);
  console.log(
    JSON.stringify({
      bench: 'data-path',
      ratios: {
        archiveToDdRead: ratio(mixed.bytes / mixed.archiveSeconds, ddRead),
        retrieveToDdWrite: ratio(mixed.bytes / mixed.retrieveSeconds, ddWrite),
        archiveToUnchecked: ratio(unchecked.archiveSeconds, mixed.archiveSeconds),
        retrieveToUnchecked: ratio(unchecked.retrieveSeconds, mixed.retrieveSeconds),
        verifyToUnchecked: ratio(unchecked.verifySeconds, mixed.verifySeconds),
      },
      figures: {
        bytes: mixed.bytes,
        ddReadBytesPerSecond: Math.round(ddRead),
        ddWriteBytesPerSecond: Math.round(ddWrite),
        archiveBytesPerSecond: Math.round(mixed.bytes / mixed.archiveSeconds),
        retrieveBytesPerSecond: Math.round(mixed.bytes / mixed.retrieveSeconds),
        verifyBytesPerSecond: Math.round(mixed.bytes / mixed.verifySeconds),
        archive4KiBFilesPerSecond: Math.round(small.files / small.archiveSeconds),
        retrieve4KiBFilesPerSecond: Math.round(small.files / small.retrieveSeconds),
        archive100kBFilesPerSecond: Math.round(medium.files / medium.archiveSeconds),
        retrieve100kBFilesPerSecond: Math.round(medium.files / medium.retrieveSeconds),
        peakRssBytes,
      },
    }),
  );
}

async function manyFiles(folder: string, count: number, sizeBytes: number): Promise<RoundTrip> {
  const sizes = Array<number>(count).fill(sizeBytes);
  return await roundTrip(folder, writeFiles(join(folder, `of-${sizeBytes}`), sizes), sizes, checked);
}

function ratio(of: number, to: number): number {
  return Math.round((of / to) * 1000) / 1000;
}

if (import.meta.main) await run(process.argv.slice(2));
