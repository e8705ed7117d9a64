import { type ConditionName, conditions } from '@cta/conditions';
import { exitStatuses } from '@cta/runtime';

const meanings: Readonly<Record<number, readonly [meaning: string, restart: string]>> = {
  0: ['told to stop, and has', 'as systemd wants'],
  69: ['a device that is configured cannot be used', 'no: a person must act'],
  70: ['a fault of this program', 'yes'],
  75: ['another process serves the drive', 'no: a person must act'],
  76: ['a database has another schema than this version works with', 'no: a person must act'],
  78: ['the configuration, or what it names, is wrong', 'no: a person must act'],
};

function rows(): readonly string[] {
  const byStatus = Map.groupBy(Object.entries(exitStatuses), ([, status]) => status);
  return [...byStatus].map(([status, entries]) => {
    const [meaning, restart] = meanings[status] ?? [];
    if (meaning === undefined) throw new Error(`exit status ${status} has no meaning in ${import.meta.filename}`);
    const codes = entries.map(([name]) => conditions[name as ConditionName].code).sort();
    return `| ${status} | ${meaning} | ${codes.join(', ')} | ${restart} |`;
  });
}

/** docs/exit-statuses.md: what ends a service, by its exit status. */
export function exitStatusesPage(): string {
  return `${[
    '# Exit statuses of the services',
    '',
    'A service exits when it is told to stop, where it cannot start and a person must act, and on a fault of its own outside of any',
    'session. Nothing else ends it: no database that is away, no tape, no library that is not ready, and no drive that is there, however',
    'ill it is when the service starts: it goes DOWN ([faults](faults.md#at-the-start-of-the-service)). The last line of its log has',
    'the code. This page is generated: `npm run generate`.',
    '',
    '| status | what ended it | codes | started again by systemd |',
    '| --- | --- | --- | --- |',
    ...rows(),
    '',
    'Any other status, or a signal, is not ours: it is killed, or the machine fails. Then it is started again, and',
    '[what survives a restart](what-survives-a-restart.md) holds. `cta-admin` has statuses of its own ([cta-admin](cta-admin.md)).',
  ].join('\n')}\n`;
}
