import { type DriveHardwareItem, listDriveHardware } from '@cta/admin';
import { command } from '../command-line/command.ts';
import { timeCell } from '../output/cells.ts';
import { instanceColumn, type OfInstance } from '../output/instance-columns.ts';
import type { Column } from '../output/table.ts';

const columns: readonly Column<OfInstance<DriveHardwareItem>>[] = [
  { header: 'drive', cell: ({ driveName }) => driveName },
  { header: 'vendor', cell: ({ vendor }) => vendor },
  { header: 'product', cell: ({ product }) => product },
  { header: 'serial', cell: ({ serialNumber }) => serialNumber },
  { header: 'firmware', cell: ({ firmware }) => firmware },
  { header: 'medium', cell: ({ mediumPresent }) => mediumPresent },
  { header: 'label', cell: ({ mediumLabel }) => mediumLabel },
  { header: 'TapeAlert', cell: ({ tapeAlertFlags }) => tapeAlertFlags?.join(',') },
  { header: 'cleaning', cell: ({ cleaningDue }) => cleaningDue },
  { header: 'last sense', cell: ({ lastSense }) => lastSense },
  {
    header: 'reported',
    cell: ({ reportTime, stale }) => (stale === true ? `${timeCell(reportTime)} [STALE]` : timeCell(reportTime)),
  },
  instanceColumn,
];

export const driveHardwareCommand = command({
  name: 'hw',
  operands: '[drives]',
  summary: 'list what the hardware of drives said last',
  run: async ({ admin, configuration, list }, _, [pattern]) => {
    const staleAfterMs = configuration.drive_timeout;
    list(columns, await listDriveHardware(admin, { ...(pattern !== undefined && { pattern }), staleAfterMs }));
  },
});
