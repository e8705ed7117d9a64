import { type FailedRequestLsItem, listFailedRequests, removeFailedRequest } from '@cta/admin';
import { command, type CommandGroup } from '../command-line/command.ts';
import { flag, required, text } from '../command-line/option.ts';
import { timeCell } from '../output/cells.ts';
import { instanceColumn, type OfInstance } from '../output/instance-columns.ts';
import type { Column } from '../output/table.ts';

const columns: readonly Column<OfInstance<FailedRequestLsItem>>[] = [
  { header: 'object id', cell: ({ objectId }) => objectId },
  { header: 'request type', cell: ({ requestType }) => (requestType === 'ARCHIVE_REQUEST' ? 'archive' : 'retrieve') },
  { header: 'archive id', cell: ({ af }) => af.archiveId },
  { header: 'requester', cell: ({ requester }) => requester.username },
  { header: 'failed', cell: ({ failureTime }) => timeCell(failureTime) },
  { header: 'code', cell: ({ failureCode }) => failureCode },
  instanceColumn,
  { header: 'path', cell: ({ af }) => af.df.path },
];

export const failedRequestCommands: CommandGroup = {
  name: 'failedrequest',
  alias: 'fr',
  summary: 'requests that failed for good',
  commands: [
    command({
      name: 'rm',
      summary: 'forget a failed request; a report of it that is still due is not sent',
      options: { objectId: required(text('-o, --objectid <object_id>', 'the request, as ls lists it')) },
      run: async ({ admin }, { objectId }) => await removeFailedRequest(admin, objectId),
    }),
    command({
      name: 'ls',
      summary: 'list failed requests, latest first',
      options: {
        justArchive: flag('-a, --justarchive', 'only archive requests'),
        justRetrieve: flag('-r, --justretrieve', 'only retrieve requests'),
      },
      run: async ({ admin, list }, kinds) => list(columns, await listFailedRequests(admin, kinds)),
    }),
  ],
};
