/**
 * The data path over iSCSI: real files to a virtual library in a process of its own, on loopback, and back. Its
 * cartridge is a file. Baselines are the same files through the same engine to a drive in this process that discards,
 * and dd.
 *
 *   npm run bench data-path-iscsi [--bytes 1000000000] [--files 10000] [--folder FOLDER]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ddReadBytesPerSecond, ddWriteBytesPerSecond } from './data-path/dd.ts';
import { type Course, discarding, type RoundTrip, roundTrip } from './data-path/round-trip.ts';
import { printHeading, printRate, printRow } from './data-path/table.ts';
import { serveDrive } from './data-path/virtual-library.ts';
import { fastFolder, mixedSizes, writeFiles } from './data-path/workload.ts';

const largeBytes = 64 * 1024 * 1024;
const smallBytes = 4096;

/** Files, and what became of them on either way. */
interface Comparison {
  readonly inProcess: RoundTrip;
  readonly overIscsi: RoundTrip;
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      bytes: { type: 'string', default: '1000000000' },
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
  await using served = await serveDrive(folder, 'B00001');
  const course: Course = { drive: { device: served.device }, checksums: 'of-files' };
  const files = (name: string, sizes: readonly number[]) => ({
    sizes,
    paths: writeFiles(join(folder, name), sizes),
    name,
  });

  const large = files('64 MiB', Array<number>(Math.max(1, Math.round(totalBytes / largeBytes))).fill(largeBytes));
  const ddRead = ddReadBytesPerSecond(large.paths, large.sizes);
  printRate('dd bs=256k to /dev/null', ddRead);
  const ddWrite = ddWriteBytesPerSecond(folder, large.paths, large.sizes);
  printRate('dd bs=256k from /dev/zero to files', ddWrite);

  printHeading();
  const compare = async ({ name, paths, sizes }: typeof large): Promise<Comparison> => {
    const inProcess = await roundTrip(folder, paths, sizes, { drive: discarding, checksums: 'of-zeros' });
    printRow(`${name}, in process`, inProcess);
    const overIscsi = await roundTrip(folder, paths, sizes, course);
    printRow(`${name}, iSCSI`, overIscsi);
    rmSync(join(folder, name), { recursive: true });
    return { inProcess, overIscsi };
  };
  const blocks = await compare(large);
  const mixed = await compare(files('64 KiB to 1 GiB', mixedSizes(totalBytes)));
  const small = await compare(files(`${fileCount} of 4 KiB`, Array<number>(fileCount).fill(smallBytes)));
  console.log(JSON.stringify({ bench: 'data-path-iscsi', ...results({ blocks, mixed, small, ddRead, ddWrite }) }));
}

interface Measured {
  readonly blocks: Comparison;
  readonly mixed: Comparison;
  readonly small: Comparison;
  readonly ddRead: number;
  readonly ddWrite: number;
}

/** Large files show what blocks cost, small ones what a file costs; most files of the mixed sizes are small. */
function results({ blocks, mixed, small, ddRead, ddWrite }: Measured) {
  const { overIscsi } = blocks;
  return {
    ratios: {
      archiveToDdRead: ratio(overIscsi.bytes / overIscsi.archiveSeconds, ddRead),
      retrieveToDdWrite: ratio(overIscsi.bytes / overIscsi.retrieveSeconds, ddWrite),
      ...toInProcess('', blocks),
      ...toInProcess('Mixed', mixed),
      ...toInProcess('4KiB', small),
    },
    figures: {
      ddReadBytesPerSecond: Math.round(ddRead),
      ddWriteBytesPerSecond: Math.round(ddWrite),
      ...bytesPerSecond('', blocks.overIscsi),
      ...bytesPerSecond('Mixed', mixed.overIscsi),
      archive4KiBFilesPerSecond: Math.round(small.overIscsi.files / small.overIscsi.archiveSeconds),
      retrieve4KiBFilesPerSecond: Math.round(small.overIscsi.files / small.overIscsi.retrieveSeconds),
    },
  };
}

function toInProcess(kind: string, { inProcess, overIscsi }: Comparison): Record<string, number> {
  return {
    [`archive${kind}ToInProcess`]: ratio(inProcess.archiveSeconds, overIscsi.archiveSeconds),
    [`retrieve${kind}ToInProcess`]: ratio(inProcess.retrieveSeconds, overIscsi.retrieveSeconds),
  };
}

function bytesPerSecond(kind: string, trip: RoundTrip): Record<string, number> {
  return {
    [`archive${kind}BytesPerSecond`]: Math.round(trip.bytes / trip.archiveSeconds),
    [`retrieve${kind}BytesPerSecond`]: Math.round(trip.bytes / trip.retrieveSeconds),
  };
}

function ratio(of: number, to: number): number {
  return Math.round((of / to) * 1000) / 1000;
}

if (import.meta.main) await run(process.argv.slice(2));
