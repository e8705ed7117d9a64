import { tryAlertOfTape, tryAlertOfTwoTapes, tryAlertsBehindDeath, tryAlertsOfDrive } from './rig/alert-trials.ts';
import { FaultTrials } from './rig/fault-trials.ts';

/** Drives that have no page of TapeAlert flags but that which clears them as it is read. */
const [main, spare] = ['F00001', 'F00002'] as const;
const tapes = [main, spare].map((vid) => ({ vid, pool: 'first_pool' }) as const);
const trials = await FaultTrials.start({ tapes, tapeAlertResponse: false });
await trials.scene.rig.label(main, spare);

tryAlertsOfDrive(trials, main, 'clearing');
tryAlertOfTape(trials, main);
tryAlertOfTwoTapes(trials, [main, spare]);
tryAlertsBehindDeath(trials, main);
trials.readTapesAtLast(main, spare);
