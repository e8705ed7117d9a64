import assert from 'node:assert/strict';
import { type Disturbance, processes, untilReplaced } from './disturbance.ts';
import { setClock } from './hall/clock.ts';
import { driveNames } from './hall/site.ts';
import { type TapeHall, units } from './hall/tape-hall.ts';
import type { NightPackage } from './night-plan.ts';
import { puppetRuns } from './puppet-runs.ts';

export function disturbances({ upgrade }: { readonly upgrade: NightPackage }): readonly Disturbance[] {
  return [
    ...puppetRuns,
    { title: '`systemctl restart` of both drives and of maintenance', strike: restart },
    { title: '`systemctl stop`, and `systemctl start`', strike: stopAndStart },
    { title: '`kill -9` of every service', strike: kill },
    { title: 'the machine is rebooted', strike: ({ machine }) => machine.reboot() },
    {
      title: 'Puppet installs a new version of the package, and one drive after the other is restarted',
      strike: upgradeTo(upgrade),
    },
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
function upgradeTo({ file, version }: NightPackage): Disturbance['strike'] {
  return async (hall) => {
    const before = await processes(hall);
    await hall.puppet.change({ packageFile: file });
    await hall.puppet.applyChange();
    await hall.puppet.assertNothingToDo();
    assert.deepEqual(await processes(hall), before);
    for (const drive of driveNames) {
      await hall.machine.run('systemctl', ['kill', '--kill-who=main', '--signal=QUIT', units[drive]]);
      await untilReplaced(hall, drive, before);
    }
    await hall.machine.run('systemctl', ['restart', units.maintd]);
    await hall.untilServed();
    assert.deepEqual(await hall.versions(), { DRIVE1: version, DRIVE2: version, maintd: version });
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
