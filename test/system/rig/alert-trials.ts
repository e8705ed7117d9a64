import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeTape, listDriveHardware, setDrivesUp } from '@cta/admin';
import { type FaultTrials, serial } from './fault-trials.ts';

/** How drives tell TapeAlert flags: by a page that leaves them, or only by that which clears them. */
export type AlertPages = 'leaving' | 'clearing';

const rowsOfDrive = [
  ['cleaning needed', 20],
  ['critical alert of the drive', 30],
] as const;

/** Rows of docs/faults.md in which the drive raises a flag of its own. */
export function tryAlertsOfDrive(trials: FaultTrials, vid: string, pages: AlertPages): void {
  const { scene } = trials;
  for (const [name, flag] of rowsOfDrive) {
    trials.try(name, async (row) => {
      await scene.begin(vid);
      const files = await trials.archiveWithAlert(flag);
      await trials.assertOutcome(row, vid, async () => {
        await scene.assertAllHome();
        await assertFlagsShown(trials, [flag]);
        if (pages === 'leaving') await assertStillDown(trials, row.code);
        await takeBackAlerts(trials);
      });
      await scene.assertArchived(files, vid);
      await trials.assertAlertInHistory(flag);
    });
  }
}

/** The row in which the flag is one of the tape. */
export function tryAlertOfTape(trials: FaultTrials, vid: string): void {
  const { scene } = trials;
  trials.try('critical alert of the tape', async (row) => {
    await scene.begin(vid);
    const files = await trials.archiveWithAlert(4);
    await trials.assertOutcome(row, vid, async () => {
      await scene.assertAllHome();
      await takeBackAlerts(trials);
    });
    await scene.assertArchived(files, vid);
    await trials.assertAlertInHistory(4);
  });
}

/** A flag that the next tape raises as well is the next tape's. */
export function tryAlertOfTwoTapes(trials: FaultTrials, vids: readonly [string, string]): void {
  const { scene } = trials;
  void test('a flag that one tape has raised, and then another, disables both', async () => {
    for (const vid of vids) {
      await scene.begin(vid);
      const files = await trials.archiveWithAlert(4);
      await scene.assertTape(vid, 'DISABLED', 'M113');
      await changeTape(scene.rig.admin, { vid, state: 'ACTIVE' });
      await scene.assertArchived(files, vid);
    }
  });
}

/** A service that was killed in a session: what explains its death is read before the tape is unloaded. */
export function tryAlertsBehindDeath(trials: FaultTrials, vid: string): void {
  const { scene } = trials;
  const [drive] = scene.rig.drives;

  async function dieWithAlert(flag: number) {
    await scene.begin(vid);
    const files = await trials.archiveWithAlert(flag, () => drive.kill());
    await drive.startReady(AbortSignal.timeout(60_000));
    return files;
  }

  void test('a flag of the tape that was raised in a session whose service died disables the tape', async () => {
    const files = await dieWithAlert(4);
    await scene.assertTape(vid, 'DISABLED', 'M113');
    await scene.assertUp();
    await changeTape(scene.rig.admin, { vid, state: 'ACTIVE' });
    await scene.assertArchived(files, vid);
    await scene.assertAllHome();
  });

  void test('a flag of the drive that was raised in a session whose service died puts the drive DOWN', async () => {
    const files = await dieWithAlert(30);
    await scene.assertDown('D122');
    await assertFlagsShown(trials, [30]);
    await scene.assertTape(vid, 'ACTIVE', '');
    await takeBackAlerts(trials);
    await scene.setUp();
    await scene.assertArchived(files, vid);
  });
}

async function assertFlagsShown({ scene }: FaultTrials, flags: readonly number[]): Promise<void> {
  const [hardware] = await listDriveHardware(scene.rig.admin, { pattern: scene.driveName, staleAfterMs: 60_000 });
  assert.deepEqual(hardware?.tapeAlertFlags, flags);
}

/** A drive that is set up while the cause is still there goes DOWN again, with the code of what was found. */
async function assertStillDown({ scene }: FaultTrials, code: string): Promise<void> {
  await setDrivesUp(scene.rig.admin, { pattern: scene.driveName, reason: '' });
  await scene.assertDown(code);
}

function takeBackAlerts({ scene }: FaultTrials): Promise<void> {
  return scene.rig.library.byHand('DELETE', `/drives/${serial}/tape-alerts`);
}
