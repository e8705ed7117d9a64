import assert from 'node:assert/strict';
import { eventsOf, processes } from './disturbance.ts';
import type { NightDrive } from './hall/site.ts';
import { type TapeHall, units } from './hall/tape-hall.ts';
import { hold } from './scene.ts';

/** Puppet no longer wants a drive that is at work: no run waits, the session ends in order, then its file goes. */
export async function removeDrive(hall: TapeHall, drive: NightDrive, other: NightDrive): Promise<void> {
  const { puppet } = hall;
  const before = await processes(hall);
  const letGo = await hold(hall, drive, 'UNLOAD');
  await puppet.change({ drives: { [drive]: { ensure: 'absent' } } });
  await puppet.applyChange();
  await puppet.assertNothingToDo();
  assert.equal(await hall.activeState(drive), 'deactivating');
  assert.equal(await hasFile(hall, drive), true);

  await letGo();
  await hall.until(`the end of ${drive}`, async () =>
    (await hall.activeState(drive)) === 'inactive' ? true : undefined,
  );
  const log = await eventsOf(hall, units[drive]);
  assert.ok(log.lastIndexOf('service_stopping') < log.lastIndexOf('mount_ended'), log.join(' '));
  await puppet.applyChange();
  assert.equal(await hasFile(hall, drive), false);
  await puppet.assertNothingToDo();
  assert.equal(await hall.mainPid(other), before[other]);

  await puppet.change({ drives: { [drive]: {} } });
  await puppet.applyChange();
}

async function hasFile({ machine }: TapeHall, drive: NightDrive): Promise<boolean> {
  return (await machine.end('test', ['-e', `/etc/cta/cta-taped-${drive}.toml`])).status === 0;
}
