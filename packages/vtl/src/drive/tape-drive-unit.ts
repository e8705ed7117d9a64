import type { LogicalUnit } from '@cta/scsi';
import type { CommandSet } from '../device-server/command.ts';
import { DeviceServer } from '../device-server/device-server.ts';
import type { UnitIdentity } from '../device-server/inquiry.ts';
import { requestSense } from '../device-server/request-sense.ts';
import { reservationCommands } from '../device-server/reservation-commands.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import { attributeCommands } from './attributes/attribute-commands.ts';
import { driveInquiry } from './drive-inquiry.ts';
import { readBlockLimits, reportDensitySupport } from './limits.ts';
import { logCommands } from './log/log-commands.ts';
import { loadUnload, testUnitReady } from './medium-access/load-unload.ts';
import { locate10, locate16, readPosition, rewind } from './medium-access/position.ts';
import { read } from './medium-access/read.ts';
import { space16, space6 } from './medium-access/space.ts';
import { erase, write, writeFilemarks } from './medium-access/write.ts';
import { modeCommands } from './mode/mode-commands.ts';
import { type Bay, TapeDrive, type TapeDriveOptions } from './tape-drive.ts';

const commands: CommandSet<TapeDrive> = {
  ...reservationCommands,
  ...modeCommands,
  ...logCommands,
  ...attributeCommands,
  0x00: testUnitReady,
  0x01: rewind,
  0x03: requestSense,
  0x05: readBlockLimits,
  0x08: read,
  0x0a: write,
  0x10: writeFilemarks,
  0x11: space6,
  0x12: driveInquiry,
  0x19: erase,
  0x1b: loadUnload,
  0x1e: (drive, command) => drive.removal.change(command),
  0x2b: locate10,
  0x34: readPosition,
  0x44: reportDensitySupport,
  0x91: space16,
  0x92: locate16,
};

/** An emulated LTO drive: a logical unit for initiators, and a bay that a changer reaches into. */
export interface TapeDriveUnit extends LogicalUnit {
  readonly identity: UnitIdentity;
  /** Where in the drive a cartridge is. */
  readonly bayState: Bay['state'];
  /** Puts the cartridge that is kept in a folder in, and begins to load it. */
  insert(folder: string): void;
  /** Takes the cartridge out, which must be unloaded. */
  remove(): void;
  /** Raises a TapeAlert flag, 1 to 64. */
  raiseTapeAlert(flag: number): void;
  /** Takes all TapeAlert flags back, as the end of their cause does. */
  clearTapeAlerts(): void;
  /** Loss of power: unit attention for everybody; what is buffered and not flushed is gone. */
  powerCycle(): void;
  close(): void;
}

/** Makes a drive, empty. @param faults what will go wrong with commands to the unit of this serial number */
export function createTapeDriveUnit(options: TapeDriveOptions, faults?: FaultPlan): TapeDriveUnit {
  const drive = new TapeDrive(options);
  const server = new DeviceServer(options.serial, drive, commands, faults);
  return {
    identity: drive.identity,
    get bayState() {
      drive.settle();
      return drive.bay.state;
    },
    execute: (cdb, dataOut, allocation, nexus) => server.execute(cdb, dataOut, allocation, nexus),
    nexusLost: (nexus) => server.nexusLost(nexus),
    insert: (folder) => drive.insert(folder),
    remove: () => drive.remove(),
    raiseTapeAlert: (flag) => drive.alerts.raise(flag),
    clearTapeAlerts: () => drive.alerts.clear(),
    powerCycle: () => drive.powerCycle(),
    close: () => drive.close(),
  };
}
