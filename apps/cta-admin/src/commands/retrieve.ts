import { archiveFileIdOf, placeInFolder, type QueuedRetrieve, readListing, submitRetrieve } from '@cta/admin';
import { command } from '../command-line/command.ts';
import { given, required, text } from '../command-line/option.ts';
import type { Column } from '../output/table.ts';
import { requesterOf, tellSubmission } from './submission.ts';

const columns: readonly Column<QueuedRetrieve>[] = [
  { header: 'archive id', cell: ({ archiveFileId }) => archiveFileId },
  { header: 'size', cell: ({ sizeBytes }) => sizeBytes },
  { header: 'path', cell: ({ destination }) => destination ?? undefined },
];

export const retrieveCommand = command({
  name: 'retrieve',
  operands: '[archive_file_ids...]',
  summary: 'ask for files to be retrieved into a folder, each under its name in the listing, or else its number',
  options: {
    folder: required(text('-d, --destination <folder>', 'where they are to be written')),
    diskInstance: required(text('-i, --instance <disk_instance_name>', 'the disk instance that they belong to')),
    listing: text('--listing <file>', 'files of a listing, as cta-admin archive writes it'),
    user: text('--user <user>', 'who asks; the user of this program if not given'),
    group: text('--group <group>', 'the group of who asks; the same as the user if not given'),
    activity: text('--activity <activity>', 'what they are wanted for'),
    reportUrl: text('--report-url <url>', 'where each success is reported to'),
    errorReportUrl: text('--error-report-url <url>', 'where each failure is reported to'),
  },
  run: async ({ admin, printer, signal }, { folder, listing, user, group, ...values }, ids) => {
    const numbered = ids.map((id) => ({ archiveFileId: archiveFileIdOf(id), name: id }));
    const listed = listing === undefined ? [] : await readListing(listing);
    const placed = placeInFolder([...numbered, ...listed], folder);
    const requester = requesterOf(user, group);
    const submission = await submitRetrieve(admin, { ...given(values), files: placed.files, requester, signal });
    printer.list(columns, submission.queued);
    return tellSubmission(printer, submission.queued, [...placed.refused, ...submission.refused]);
  },
});
