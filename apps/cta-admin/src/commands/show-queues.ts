import { showQueues, type ShowQueuesItem } from '@cta/admin';
import { command } from '../command-line/command.ts';
import { sizeCell } from '../output/cells.ts';
import { instanceColumn, type OfInstance } from '../output/instance-columns.ts';
import type { Column } from '../output/table.ts';
import { mountTypeText } from './drive-cells.ts';

type ShownQueue = OfInstance<ShowQueuesItem> & { readonly schedulerBackendName: string };

const columns: readonly Column<ShownQueue>[] = [
  { header: 'type', cell: ({ mountType }) => mountTypeText[mountType] },
  instanceColumn,
  { header: 'scheduler', cell: ({ schedulerBackendName }) => schedulerBackendName },
  { header: 'tapepool', cell: ({ tapepool }) => tapepool },
  { header: 'vo', cell: ({ vo }) => vo },
  { header: 'library', cell: ({ logicalLibrary }) => logicalLibrary },
  { header: 'vid', cell: ({ vid }) => vid },
  { header: 'files queued', cell: ({ queuedFiles }) => queuedFiles },
  { header: 'data queued', cell: ({ queuedBytes }) => sizeCell(queuedBytes) },
  { header: 'oldest', cell: ({ oldestAge }) => oldestAge },
  { header: 'priority', cell: ({ priority }) => priority },
  { header: 'min age', cell: ({ minAge }) => minAge },
  { header: 'read max drives', cell: ({ readMaxDrives }) => readMaxDrives },
  { header: 'write max drives', cell: ({ writeMaxDrives }) => writeMaxDrives },
  { header: 'cur. mounts', cell: ({ curMounts }) => curMounts },
  { header: 'cur. files', cell: ({ curFiles }) => curFiles },
  { header: 'cur. data', cell: ({ curBytes }) => sizeCell(curBytes) },
  { header: 'tapes capacity', cell: ({ tapesCapacity }) => sizeCell(tapesCapacity) },
  { header: 'files on tapes', cell: ({ tapesFiles }) => tapesFiles },
  { header: 'data on tapes', cell: ({ tapesBytes }) => sizeCell(tapesBytes) },
  { header: 'full tapes', cell: ({ fullTapes }) => fullTapes },
  { header: 'writable tapes', cell: ({ writableTapes }) => writableTapes },
];

export const showQueuesCommand = command({
  name: 'showqueues',
  alias: 'sq',
  summary: 'show what waits for a mount, and what is being mounted for it',
  run: async ({ admin, configuration, list }) => {
    const { scheduler_backend_name: schedulerBackendName } = configuration;
    const queues = await showQueues(admin);
    list(
      columns,
      queues.map((queue) => ({ ...queue, schedulerBackendName })),
    );
  },
});
