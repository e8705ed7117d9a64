import type { LogicalUnitAnswer } from '@cta/scsi';
import { CheckCondition, good, invalidCdbField } from '../../device-server/answer.ts';
import type { Command } from '../../device-server/command.ts';
import { senses } from '../../device-server/senses.ts';
import { tapeAlertFlags } from '../tape-alerts.ts';
import { type TapeDrive, notReadySense } from '../tape-drive.ts';

const bits = { load: 0x01, endOfTape: 0x04, hold: 0x08 } as const;

/** TEST UNIT READY (SPC-5 6.47). */
export function testUnitReady(drive: TapeDrive, _command: Command): LogicalUnitAnswer {
  drive.requireMedium();
  return good;
}

/** LOAD UNLOAD (SSC-5 7.2). Unloading what is unloaded already is no error. */
export async function loadUnload(drive: TapeDrive, { cdb }: Command): Promise<LogicalUnitAnswer> {
  const flags = cdb[4] ?? 0;
  if (drive.bay.state === 'empty') throw new CheckCondition(notReadySense(drive.bay));
  if ((flags & bits.load) !== 0) {
    if ((flags & bits.endOfTape) !== 0) throw invalidCdbField(4);
    drive.load();
    return good;
  }
  if (drive.removal.active) {
    drive.alerts.raise(tapeAlertFlags.volumeRemovalPrevented);
    throw new CheckCondition(senses.removalPrevented);
  }
  await drive.unload({ hold: (flags & bits.hold) !== 0 });
  return good;
}
