import type { LogicalUnitAnswer } from '@cta/scsi';
import { good, invalidParameterField } from '../../device-server/answer.ts';
import type { Command, CommandSet } from '../../device-server/command.ts';
import { type ModeHeader, type ModePage, modeSense, parseModeSelect } from '../../device-server/mode-parameters.ts';
import { senses } from '../../device-server/senses.ts';
import { maximumBlockLength } from '../medium-access/transfer.ts';
import type { TapeDrive } from '../tape-drive.ts';
import { controlDataProtection } from './control-data-protection.ts';
import { dataCompression } from './data-compression.ts';
import { deviceConfiguration } from './device-configuration.ts';
import { mediumConfiguration } from './medium-configuration.ts';

const pages: readonly ModePage<TapeDrive>[] = [
  controlDataProtection,
  dataCompression,
  deviceConfiguration,
  mediumConfiguration,
];

/** MODE SENSE and MODE SELECT of a drive. */
export const modeCommands: CommandSet<TapeDrive> = {
  0x15: select,
  0x1a: sense,
  0x55: select,
  0x5a: sense,
};

function sense(drive: TapeDrive, command: Command): LogicalUnitAnswer {
  return modeSense(drive, command, headerOf(drive), pages);
}

/** Mode parameter header and block descriptor (SSC-5 8.5.1): WP, buffered mode, density and block length. */
function headerOf({ bay, bufferedMode, blockLength, generation }: TapeDrive): ModeHeader {
  const blockDescriptor = Buffer.alloc(8);
  blockDescriptor[0] = generation.densityCode;
  blockDescriptor.writeUIntBE(blockLength, 5, 3);
  const writeProtected = bay.state === 'loaded' && bay.readOnly;
  return { mediumType: 0, deviceSpecific: (writeProtected ? 0x80 : 0) | (bufferedMode << 4), blockDescriptor };
}

function select(drive: TapeDrive, command: Command): LogicalUnitAnswer {
  const selection = parseModeSelect(command, pages);
  if (selection === undefined) return good;
  const bufferedMode = (selection.deviceSpecific >>> 4) & 0x07;
  if (bufferedMode > 1) throw invalidParameterField(2);
  const blockLength = selection.blockDescriptor?.readUIntBE(5, 3) ?? drive.blockLength;
  if (blockLength > maximumBlockLength) throw invalidParameterField(command.cdb[0] === 0x55 ? 13 : 9);

  const before = [drive.blockLength, drive.bufferedMode, drive.compression];
  for (const { page, bytes } of selection.pages) page.select?.(drive, command, bytes);
  drive.blockLength = blockLength;
  drive.bufferedMode = bufferedMode;
  const changed = [drive.blockLength, drive.bufferedMode, drive.compression].some((value, i) => value !== before[i]);
  if (changed) drive.nexuses.establish(senses.modeParametersChanged, command.nexus);
  return good;
}
