import { listServices, removeService, type ServiceItem } from '@cta/admin';
import { command, type CommandGroup } from '../command-line/command.ts';
import { oneOf, required, text } from '../command-line/option.ts';
import { timeCell } from '../output/cells.ts';
import { instanceColumn, type OfInstance } from '../output/instance-columns.ts';
import type { Column } from '../output/table.ts';
import { ageCell } from './drive-cells.ts';

const columns: readonly Column<OfInstance<ServiceItem>>[] = [
  { header: 'kind', cell: ({ kind }) => kind },
  { header: 'name', cell: ({ name }) => name },
  { header: 'host', cell: ({ host }) => host },
  { header: 'pid', cell: ({ pid }) => pid },
  { header: 'version', cell: ({ version }) => version },
  { header: 'phase', cell: ({ phase }) => phase },
  { header: 'code', cell: ({ conditionCode }) => conditionCode },
  { header: 'started', cell: ({ startTime }) => timeCell(startTime) },
  { header: 'starts', cell: ({ starts }) => starts },
  { header: 'deaths', cell: ({ deaths }) => deaths },
  { header: 'age', cell: ({ secondsSinceHeartbeat, stale }) => ageCell(secondsSinceHeartbeat, stale) },
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
      run: async ({ admin, list, configuration: { drive_timeout: staleAfterMs } }) =>
        list(columns, await listServices(admin, { staleAfterMs })),
    }),
    command({
      name: 'rm',
      operands: '<name>',
      summary: 'forget a service that will not come back, and resolve its alert; one that lives enters itself again',
      options: {
        kind: required(oneOf('-k, --kind <kind>', 'what it is', ['taped', 'maintd', 'frontend'])),
        host: required(text('-H, --host <host>', 'where it ran')),
      },
      run: async ({ admin, printer }, { kind, host }, [name = '']) => {
        await removeService(admin, { kind, name, host });
        printer.done([`Service ${name} of ${host}: removed.`], [{ kind, name, host, removed: true }]);
      },
    }),
  ],
};
