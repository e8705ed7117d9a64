import assert from 'node:assert/strict';
import { type Disturbance, eventsOf, processes, untilReplaced } from './disturbance.ts';
import { serviceNames, type TapeHall, units } from './hall/tape-hall.ts';
import { removeDrive } from './removed-drive.ts';
import { hold } from './scene.ts';

/** Runs of Puppet, with the same data as before and with others. */
export const puppetRuns: readonly Disturbance[] = [
  { title: 'Puppet runs, and has nothing to do', strike: nothingToDo },
  {
    title: 'Puppet is given a configuration of drive 2 that is wrong, and puts nothing in place',
    strike: wrongConfiguration,
  },
  {
    title: 'Puppet changes the configuration of drive 2, which is at work',
    strike: changeOfWorkingDrive,
  },
  { title: 'Puppet changes the configuration of drive 1, which is DOWN', strike: changeOfDriveThatIsDown },
  {
    title: 'Puppet takes drive 2, which is at work, off the machine, and puts it back',
    strike: (hall) => removeDrive(hall, 'DRIVE2', 'DRIVE1'),
  },
  {
    title: 'Puppet gives maintenance a wrong address of the SchedulerDB, and later the right one',
    strike: wrongAddress,
  },
  {
    title: 'PostgreSQL is stopped, services that were killed wait for it, and Puppet runs meanwhile',
    strike: startsWithoutDatabase,
  },
];

async function nothingToDo(hall: TapeHall): Promise<void> {
  const before = await processes(hall);
  await hall.puppet.assertNothingToDo();
  assert.deepEqual(await processes(hall), before);
}

async function wrongConfiguration(hall: TapeHall): Promise<void> {
  const before = await processes(hall);
  await hall.puppet.change({ drives: { DRIVE2: { configuration: { scheduling: { idle_pole: '1s' } } } } });
  await assert.rejects(hall.puppet.apply(), /S101 .*idle_pole/s);
  assert.deepEqual(await processes(hall), before);
  await hall.puppet.change({ drives: { DRIVE2: {} } });
  await hall.puppet.assertNothingToDo();
}

async function changeOfWorkingDrive(hall: TapeHall): Promise<void> {
  const before = await processes(hall);
  const letGo = await hold(hall, 'DRIVE2', 'UNLOAD');
  await hall.puppet.change({ drives: { DRIVE2: { configuration: { blame: { faults_of_a_drive: 6 } } } } });
  await hall.puppet.applyChange();
  assert.deepEqual(await processes(hall), before);
  await letGo();
  await untilReplaced(hall, 'DRIVE2', before);
  assert.equal(await hall.mainPid('DRIVE1'), before.DRIVE1);
  const log = await eventsOf(hall, units.DRIVE2);
  const wanted = log.lastIndexOf('leave_wanted');
  const ended = log.indexOf('mount_ended', wanted);
  assert.ok(wanted >= 0 && wanted < ended && ended < log.indexOf('service_stopping', wanted), log.join(' '));
}

async function changeOfDriveThatIsDown(hall: TapeHall): Promise<void> {
  const before = await processes(hall);
  await hall.puppet.change({ drives: { DRIVE1: { configuration: { blame: { faults_of_a_drive: 6 } } } } });
  await hall.puppet.applyChange();
  await untilReplaced(hall, 'DRIVE1', before);
  assert.equal(await hall.mainPid('DRIVE2'), before.DRIVE2);
}

/** A start that waits for ever is over as soon as there is another file. */
async function wrongAddress(hall: TapeHall): Promise<void> {
  const { puppet } = hall;
  const before = await processes(hall);
  await puppet.change({ maintd: { scheduler: { url: 'postgresql://cta@127.0.0.1:1/cta' } } });
  await puppet.applyChange();
  await hall.until('maintenance to wait', async () =>
    (await hall.activeState('maintd')) === 'activating' ? true : undefined,
  );
  await puppet.assertNothingToDo();
  assert.equal(await hall.activeState('maintd'), 'activating');
  await puppet.change({ maintd: {} });
  await puppet.applyChange();
  await hall.untilServed();
  assert.deepEqual(await processes(hall), before);
}

/** What is given to a service in this time comes into force, too, and once. */
async function startsWithoutDatabase(hall: TapeHall): Promise<void> {
  const { machine, puppet } = hall;
  await machine.run('systemctl', ['stop', 'postgresql@15-main']);
  await machine.run('systemctl', ['kill', '--signal=KILL', ...Object.values(units)]);
  await puppet.assertNothingToDo();
  const waiting = await hall.until('maintenance to be started again', async () => {
    const pid = await hall.mainPid('maintd');
    return pid === '0' ? undefined : pid;
  });
  await puppet.change({ maintd: { cycle: { pause: '2s' } } });
  await puppet.applyChange();
  assert.notEqual(await hall.mainPid('maintd'), waiting);
  await puppet.assertNothingToDo();
  for (const name of serviceNames) {
    assert.equal(await hall.activeState(name), 'activating', name);
  }
  await machine.run('systemctl', ['start', 'postgresql@15-main']);
}
