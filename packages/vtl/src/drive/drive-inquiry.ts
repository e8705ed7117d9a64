import type { LogicalUnitAnswer } from '@cta/scsi';
import type { Command } from '../device-server/command.ts';
import { identityPages, inquiry, standardInquiryData } from '../device-server/inquiry.ts';
import type { TapeDrive } from './tape-drive.ts';

/** Sequential-access device capabilities (SSC-5 8.6.2): WORM, write-once media are taken. */
const wormCapable = Buffer.from([0x01, 0]);

/** INQUIRY of a drive, which offers logical block protection. */
export function driveInquiry({ identity }: TapeDrive, command: Command): LogicalUnitAnswer {
  const pages = new Map([
    ...identityPages(identity),
    [0xb0, wormCapable] as const,
    [0xb1, Buffer.from(identity.serial, 'latin1')] as const, // manufacturer-assigned serial number (SSC-5 8.6.3)
  ]);
  return inquiry(command, standardInquiryData('tape', identity, { protect: true }), pages);
}
