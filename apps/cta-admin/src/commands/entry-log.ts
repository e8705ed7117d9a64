import type { EntryLogs } from '@cta/admin';
import { timeCell } from '../output/cells.ts';
import type { Column } from '../output/table.ts';

/** Who made an entry and who changed it last: six columns of most tables. */
export const entryLogColumns: readonly Column<EntryLogs>[] = [
  { header: 'c.user', cell: ({ creationLog }) => creationLog.username },
  { header: 'c.host', cell: ({ creationLog }) => creationLog.host },
  { header: 'c.time', cell: ({ creationLog }) => timeCell(creationLog.time) },
  { header: 'm.user', cell: ({ lastModificationLog }) => lastModificationLog.username },
  { header: 'm.host', cell: ({ lastModificationLog }) => lastModificationLog.host },
  { header: 'm.time', cell: ({ lastModificationLog }) => timeCell(lastModificationLog.time) },
];
