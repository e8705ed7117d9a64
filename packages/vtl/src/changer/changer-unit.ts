import type { LogicalUnit, LogicalUnitAnswer } from '@cta/scsi';
import { good, invalidCdbField } from '../device-server/answer.ts';
import type { Command, CommandSet } from '../device-server/command.ts';
import { DeviceServer } from '../device-server/device-server.ts';
import { identityPages, inquiry, standardInquiryData } from '../device-server/inquiry.ts';
import { modeSense } from '../device-server/mode-parameters.ts';
import { requestSense } from '../device-server/request-sense.ts';
import { reservationCommands } from '../device-server/reservation-commands.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import { Changer, type ChangerOptions } from './changer.ts';
import { elementAddressAssignment } from './element-address-page.ts';
import { readElementStatus } from './element-status.ts';
import type { ChangerElement, ShelvedCartridge } from './elements.ts';

/** Name of the changer in fault rules. */
export const changerUnitName = 'changer';

const commands: CommandSet<Changer> = {
  ...reservationCommands,
  0x00: () => good, // TEST UNIT READY
  0x03: requestSense,
  0x07: () => good, // INITIALIZE ELEMENT STATUS: it is always known
  0x12: changerInquiry,
  0x1a: changerModeSense,
  0x1e: (changer, command) => changer.removal.change(command),
  0x2b: positionToElement,
  0x37: () => good, // INITIALIZE ELEMENT STATUS WITH RANGE
  0x5a: changerModeSense,
  0xa5: moveMedium,
  0xb8: readElementStatus,
};

/** An emulated medium changer: a logical unit for initiators, and hands for those who stand beside the library. */
export interface ChangerUnit extends LogicalUnit {
  readonly elements: readonly Readonly<ChangerElement>[];
  /** Puts a cartridge into an empty element by hand. */
  place(cartridge: ShelvedCartridge, element: ChangerElement): void;
  /** Takes a cartridge out of an element by hand. */
  takeAway(element: ChangerElement): void;
  /** Loss of power: unit attention for everybody. */
  powerCycle(): void;
}

/** Makes a changer over elements, with what is in them. @param faults what will go wrong with commands to it */
export function createChangerUnit(
  elements: readonly ChangerElement[],
  options: ChangerOptions,
  faults?: FaultPlan,
): ChangerUnit {
  const changer = new Changer(elements, options);
  const server = new DeviceServer(changerUnitName, changer, commands, faults);
  return {
    elements,
    execute: (cdb, dataOut, allocation, nexus) => server.execute(cdb, dataOut, allocation, nexus),
    nexusLost: (nexus) => server.nexusLost(nexus),
    place: (cartridge, element) => changer.place(cartridge, element),
    takeAway: (element) => changer.takeAway(element),
    powerCycle: () => changer.powerCycle(),
  };
}

function changerInquiry({ identity }: Changer, command: Command): LogicalUnitAnswer {
  const standard = standardInquiryData('changer', identity, { protect: false });
  return inquiry(command, standard, new Map(identityPages(identity)));
}

function changerModeSense(changer: Changer, command: Command): LogicalUnitAnswer {
  return modeSense(changer, command, { mediumType: 0, deviceSpecific: 0 }, [elementAddressAssignment]);
}

/** POSITION TO ELEMENT (SMC-3 6.8). */
function positionToElement(changer: Changer, { cdb }: Command): LogicalUnitAnswer {
  requireTransport(cdb);
  changer.element(cdb.readUInt16BE(4));
  return good;
}

/** MOVE MEDIUM (SMC-3 6.6). */
function moveMedium(changer: Changer, { cdb }: Command): LogicalUnitAnswer {
  requireTransport(cdb);
  if (((cdb[10] ?? 0) & 0x01) !== 0) throw invalidCdbField(10); // INVERT: cartridges have one side
  changer.move(cdb.readUInt16BE(4), cdb.readUInt16BE(6));
  return good;
}

/** There is one medium transport, and it is also the default. */
function requireTransport(cdb: Buffer): void {
  if (cdb.readUInt16BE(2) !== 0) throw invalidCdbField(2);
}
