import { listServices, type ServiceItem } from '@cta/admin';
import { command, type CommandGroup } from '../command-line/command.ts';
import { timeCell } from '../output/cells.ts';
import { instanceColumn, type OfInstance } from '../output/instance-columns.ts';
import type { Column } from '../output/table.ts';

const columns: readonly Column<OfInstance<ServiceItem>>[] = [
  { header: 'kind', cell: ({ kind }) => kind },
  { header: 'name', cell: ({ name }) => name },
  { header: 'host', cell: ({ host }) => host },
  { header: 'pid', cell: ({ pid }) => pid },
  { header: 'version', cell: ({ version }) => version },
  { header: 'phase', cell: ({ phase }) => phase },
  { header: 'code', cell: ({ conditionCode }) => conditionCode },
  { header: 'started', cell: ({ startTime }) => timeCell(startTime) },
  { header: 'age', cell: ({ secondsSinceHeartbeat }) => secondsSinceHeartbeat },
  instanceColumn,
];

export const serviceCommands: CommandGroup = {
  name: 'service',
  alias: 'se',
  summary: 'programs of the archive that run, or ran last',
  commands: [
    command({
      name: 'ls',
      summary: 'list services, with the seconds since each was heard of',
      run: async ({ admin, list }) => list(columns, await listServices(admin)),
    }),
  ],
};
