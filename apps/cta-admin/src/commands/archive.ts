import { writeFile } from 'node:fs/promises';
import { listingLine, type QueuedFile, submitArchive } from '@cta/admin';
import { command } from '../command-line/command.ts';
import { flag, given, required, text } from '../command-line/option.ts';
import type { Column } from '../output/table.ts';
import { requesterOf, tellSubmission } from './submission.ts';

const columns: readonly Column<QueuedFile>[] = [
  { header: 'archive id', cell: ({ archiveFileId }) => archiveFileId },
  { header: 'size', cell: ({ sizeBytes }) => sizeBytes },
  { header: 'adler32', cell: ({ adler32 }) => adler32?.toString(16).padStart(8, '0') },
  { header: 'path', cell: ({ path }) => path },
];

export const archiveCommand = command({
  name: 'archive',
  operands: '<paths...>',
  summary: 'ask for files, and folders of files, to be archived',
  options: {
    storageClass: required(text('-s, --storageclass <storage_class_name>', 'how many copies they get, and where')),
    diskInstance: required(text('-i, --instance <disk_instance_name>', 'the disk instance that they belong to')),
    user: text('--user <user>', 'who asks; the user of this program if not given'),
    group: text('--group <group>', 'the group of who asks; the same as the user if not given'),
    reportUrl: text('--report-url <url>', 'where each success is reported to'),
    errorReportUrl: text('--error-report-url <url>', 'where each failure is reported to'),
    listing: text('--listing <file>', 'write a listing, which cta-admin retrieve takes'),
    noChecksum: flag('--no-checksum', 'do not read the files for the checksum that the drive is to check'),
  },
  run: async ({ admin, printer, signal }, { listing, noChecksum, user, group, ...values }, paths) => {
    const { queued, refused } = await submitArchive(admin, {
      ...given(values),
      paths,
      requester: requesterOf(user, group),
      checksum: !noChecksum,
      signal,
    });
    if (listing !== undefined) await writeFile(listing, queued.map((file) => `${listingLine(file)}\n`).join(''));
    printer.list(columns, queued);
    return tellSubmission(printer, queued, refused);
  },
});
