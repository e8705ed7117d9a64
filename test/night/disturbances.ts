import assert from 'node:assert/strict';
import { setClock } from './hall/clock.ts';
import { driveNames } from './hall/site.ts';
import { type TapeHall, units } from './hall/tape-hall.ts';

/** Something that happens to the machine while drive 1 is DOWN and drive 2 at work. */
export interface Disturbance {
  readonly title: string;
  /** Blocks of the work in hand that take half a second each; ten where absent. */
  readonly slowBlocks?: number;
  readonly strike: (hall: TapeHall) => Promise<void>;
}

export function disturbances({ upgrade }: { readonly upgrade: string }): readonly Disturbance[] {
  return [
    ...puppetRuns,
    { title: '`systemctl restart` of both drives and of maintenance', strike: restart },
    { title: '`systemctl stop`, and `systemctl start`', strike: stopAndStart },
    { title: '`kill -9` of every service', strike: kill },
    { title: 'the machine is rebooted', strike: ({ machine }) => machine.reboot() },
    { title: 'a new version of the package, and one drive after the other restarted', strike: upgradeTo(upgrade) },
    { title: 'PostgreSQL is restarted', strike: restartPostgres },
    { title: 'the disk is full, and PostgreSQL down with it, until somebody makes room', strike: fillDisk },
    { title: 'the clock jumps an hour ahead', strike: ({ machine }) => setClock(machine, hourSeconds) },
    {
      title: 'the clock jumps back, to an hour before the night',
      strike: ({ machine }) => setClock(machine, -hourSeconds),
    },
    { title: 'the clock is put right', strike: ({ machine }) => setClock(machine, 0) },
  ];
}

const hourSeconds = 3600;
const allUnits = Object.values(units);

const puppetRuns: readonly Disturbance[] = [
  {
    title: 'Puppet runs, and has nothing to do',
    strike: async (hall) => {
      const before = await processes(hall);
      const { changed, output } = await hall.puppet.apply();
      assert.equal(changed, false, output);
      assert.deepEqual(await processes(hall), before);
    },
  },
  {
    title: 'Puppet is given a configuration of drive 2 that is wrong, and puts nothing in place',
    strike: async (hall) => {
      const before = await processes(hall);
      await hall.puppet.change('DRIVE2', { scheduling: { idle_pole: '1s' } });
      await assert.rejects(hall.puppet.apply(), /S101 .*idle_pole/s);
      assert.deepEqual(await processes(hall), before);
      await hall.puppet.change('DRIVE2', {});
      assert.equal((await hall.puppet.apply()).changed, false);
    },
  },
  {
    title: 'Puppet changes the configuration of drive 2, which is at work',
    slowBlocks: 40,
    strike: async (hall) => {
      const before = await processes(hall);
      await hall.puppet.change('DRIVE2', { blame: { faults_of_a_drive: 6 } });
      assert.equal((await hall.puppet.apply()).changed, true);
      await hall.until('another process for DRIVE2', async () => {
        const pid = await hall.mainPid('DRIVE2');
        return pid !== '0' && pid !== before.DRIVE2 ? true : undefined;
      });
      assert.equal(await hall.mainPid('DRIVE1'), before.DRIVE1);
      const log = await eventsOf(hall, units.DRIVE2);
      const wanted = log.lastIndexOf('leave_wanted');
      const ended = log.indexOf('mount_ended', wanted);
      assert.ok(wanted >= 0 && wanted < ended && ended < log.indexOf('service_stopping', wanted), log.join(' '));
    },
  },
  {
    title: 'Puppet changes the configuration of drive 1, which is DOWN',
    strike: async (hall) => {
      const before = await processes(hall);
      await hall.puppet.change('DRIVE1', { blame: { faults_of_a_drive: 6 } });
      assert.equal((await hall.puppet.apply()).changed, true);
      await hall.until('another process for DRIVE1', async () => {
        const pid = await hall.mainPid('DRIVE1');
        return pid !== '0' && pid !== before.DRIVE1 ? true : undefined;
      });
      assert.equal(await hall.mainPid('DRIVE2'), before.DRIVE2);
    },
  },
];

async function restart({ machine }: TapeHall): Promise<void> {
  await machine.run('systemctl', ['restart', ...allUnits]);
}

async function stopAndStart({ machine }: TapeHall): Promise<void> {
  await machine.run('systemctl', ['stop', ...allUnits]);
  await machine.run('systemctl', ['start', ...allUnits]);
}

async function kill({ machine }: TapeHall): Promise<void> {
  await machine.run('systemctl', ['kill', '--signal=KILL', ...allUnits]);
}

/** The running services go on with what they run; each drive changes over once it does nothing with a tape. */
function upgradeTo(file: string): Disturbance['strike'] {
  return async (hall) => {
    const before = await processes(hall);
    await hall.install(file);
    assert.deepEqual(await processes(hall), before);
    for (const drive of driveNames) {
      await hall.machine.run('systemctl', ['kill', '--kill-who=main', '--signal=QUIT', units[drive]]);
      await hall.until(`another process for ${drive}`, async () => {
        const pid = await hall.mainPid(drive);
        return pid !== '0' && pid !== before[drive] ? true : undefined;
      });
    }
    await hall.machine.run('systemctl', ['restart', units.maintd]);
    await hall.untilServed();
    const versions = new Set((await hall.operator.services()).map(({ version }) => version));
    assert.equal(versions.size, 1, [...versions].join(' '));
  };
}

async function restartPostgres({ machine }: TapeHall): Promise<void> {
  await machine.run('systemctl', ['restart', 'postgresql@15-main']);
}

/** Not a byte is left. The server goes down as soon as it needs another file for its log of changes. */
async function fillDisk(hall: TapeHall): Promise<void> {
  const { machine } = hall;
  const filler = '/var/tmp/filler';
  await machine.end('sh', ['-c', `head --bytes=10G /dev/zero > ${filler}`]);
  await hall.until('PostgreSQL to be down', async () => {
    const changes = 'CREATE TABLE IF NOT EXISTS filler (x text); SELECT pg_switch_wal();';
    const { status } = await machine.end('runuser', ['--user=postgres', '--', 'psql', '--quiet'], { input: changes });
    return status === psqlNoConnection ? true : undefined;
  });
  await machine.run('rm', [filler]);
  await restartPostgres(hall);
}

const psqlNoConnection = 2;

async function processes(hall: TapeHall): Promise<Record<(typeof driveNames)[number], string>> {
  const [one, two] = driveNames;
  return { [one]: await hall.mainPid(one), [two]: await hall.mainPid(two) };
}

/** Names of the events that a service has logged. */
async function eventsOf({ machine }: TapeHall, unit: string): Promise<readonly string[]> {
  const log = await machine.run('journalctl', ['--unit', unit, '--output=cat', '--no-pager']);
  const lines = log.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}'));
  return lines.map((line) => (JSON.parse(line) as { readonly event: string }).event);
}
