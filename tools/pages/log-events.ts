import { type LogEvents, runtimeEvents } from '@cta/runtime';
import { sessionEvents } from '@cta/session';
import { maintenanceEvents } from '../../apps/cta-maintd/src/maintenance-events.ts';

const tables: readonly { readonly title: string; readonly events: LogEvents }[] = [
  { title: 'All services', events: runtimeEvents },
  { title: 'cta-taped', events: sessionEvents },
  { title: 'cta-maintd', events: maintenanceEvents },
];

function section(title: string, events: LogEvents): string {
  const rows = Object.entries(events).map(([name, { level, message, fields = {} }]) => {
    const described = Object.entries(fields).map(([field, meaning]) => `\`${field}\` ${meaning}`);
    return `| \`${name}\` | ${level} | ${message} | ${described.join('; ')} |`;
  });
  return [`## ${title}`, '', '| event | level | message | fields |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** docs/log-events.md: every line that a service can write. */
export function logEventsPage(): string {
  return `${[
    '# Log events',
    '',
    'One JSON object a line on standard output. Each has `event`, `level`, `message`, time, host, program and pid; lines of one',
    'drive, mount or tape carry `drive`, `mount_id`, `vid`. A line that tells of a condition has `code`, `suspect` and its causes.',
    'A line that is not in this list cannot be written. Messages may be reworded; match `event` and `code`.',
    'This page is generated: `npm run generate`.',
    '',
    tables.map(({ title, events }) => section(title, events)).join('\n\n'),
  ].join('\n')}\n`;
}
