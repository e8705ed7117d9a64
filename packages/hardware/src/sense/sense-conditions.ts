import type { ConditionName } from '@cta/conditions';

/** What a command was about; decides whom a medium error is put down to. */
export type Operation = 'read' | 'write' | 'position' | 'load' | 'unload' | 'move' | 'inquire';

/**
 * One row of a sense table: `sense` is KEY/ASC/ASCQ in hexadecimal digits, each a value, a range (`04-14`) or `*`.
 * The first row that fits counts.
 */
export interface SenseRow {
  readonly sense: string;
  readonly during?: readonly Operation[];
  readonly condition: ConditionName;
}

/** Sense data of tape drives (SSC-5; scsi: sense data). */
export const driveSenseRows: readonly SenseRow[] = [
  { sense: '*/10/01-05', condition: 'BLOCK_PROTECTION_MISMATCH' },
  { sense: '*/30/0C', condition: 'MEDIUM_WORM_OVERWRITE' },
  { sense: '*/30/*', condition: 'MEDIUM_INCOMPATIBLE' },
  { sense: '*/3A/*', condition: 'MEDIUM_NOT_PRESENT' },
  { sense: '3-7/74/*', condition: 'MEDIUM_ENCRYPTED' },
  { sense: '2-5/53/*', during: ['unload'], condition: 'DRIVE_UNLOAD_FAILED' },
  { sense: '2-4/53/*', condition: 'DRIVE_LOAD_FAILED' },
  { sense: '2/04/03', condition: 'DRIVE_LOAD_FAILED' },
  { sense: '2/*/*', condition: 'DRIVE_NOT_READY' },
  { sense: '3/*/*', during: ['load'], condition: 'DRIVE_LOAD_FAILED' },
  { sense: '3/*/*', during: ['unload'], condition: 'DRIVE_UNLOAD_FAILED' },
  { sense: '3/14-15/*', condition: 'MEDIUM_POSITIONING_FAILED' },
  { sense: '3/03/*', condition: 'MEDIUM_WRITE_ERROR' },
  { sense: '3/0C/*', condition: 'MEDIUM_WRITE_ERROR' },
  { sense: '3/50-51/*', condition: 'MEDIUM_WRITE_ERROR' },
  { sense: '3/11/*', condition: 'MEDIUM_READ_ERROR' },
  { sense: '3/*/*', during: ['write'], condition: 'MEDIUM_WRITE_ERROR' },
  { sense: '3/*/*', during: ['position'], condition: 'MEDIUM_POSITIONING_FAILED' },
  { sense: '3/*/*', condition: 'MEDIUM_READ_ERROR' },
  { sense: '4/*/*', condition: 'DRIVE_HARDWARE_ERROR' },
  { sense: '5/25/00', condition: 'DRIVE_NOT_FOUND' },
  { sense: '5/*/*', condition: 'DRIVE_ILLEGAL_REQUEST' },
  { sense: '6/*/*', condition: 'DRIVE_STATE_LOST' },
  { sense: '7/27/*', condition: 'MEDIUM_WRITE_PROTECTED' },
  { sense: '7/*/*', during: ['write'], condition: 'MEDIUM_WRITE_PROTECTED' },
  { sense: '7/*/*', condition: 'MEDIUM_READ_ERROR' },
  { sense: '8/14/*', condition: 'MEDIUM_POSITIONING_FAILED' },
  { sense: '8/*/*', condition: 'END_OF_DATA' },
  { sense: 'B/*/*', condition: 'DRIVE_COMMAND_ABORTED' },
  { sense: 'D/*/*', condition: 'MEDIUM_FULL' },
  { sense: '0/00/04', condition: 'BEGINNING_OF_MEDIUM' },
  { sense: '*/*/*', condition: 'DRIVE_COMMAND_FAILED' },
];

/** Sense data of tape drives about an earlier, buffered write: what was accepted is not on the medium. */
export const deferredSenseRows: readonly SenseRow[] = [
  { sense: '3/*/*', condition: 'MEDIUM_WRITE_ERROR' },
  // Not MEDIUM_FULL: that says that everything up to the refused block is in the drive's hands, and here some of it is lost.
  { sense: 'D/*/*', condition: 'MEDIUM_WRITE_ERROR' },
  { sense: '7/*/*', condition: 'MEDIUM_WRITE_PROTECTED' },
];

/** Sense data of media changers (SMC-3; mediachanger: sense to action table). */
export const changerSenseRows: readonly SenseRow[] = [
  { sense: '2/04/00-01', condition: 'LIBRARY_BECOMING_READY' },
  { sense: '2/04/04-14', condition: 'LIBRARY_BECOMING_READY' },
  // Vendor codes for 'paused' and 'busy', such as 04/85 of IBM's libraries.
  { sense: '2/04/80-FF', condition: 'LIBRARY_BECOMING_READY' },
  { sense: '0/30/03', condition: 'LIBRARY_BECOMING_READY' },
  { sense: '2/*/*', condition: 'LIBRARY_NOT_READY' },
  { sense: '*/3B/0D', condition: 'ELEMENT_OCCUPIED' },
  { sense: '*/3B/0E', condition: 'ELEMENT_EMPTY' },
  { sense: '5/3A/*', condition: 'ELEMENT_EMPTY' },
  { sense: '*/53/02-03', condition: 'DRIVE_HOLDS_CARTRIDGE' },
  { sense: '4/*/*', condition: 'LIBRARY_HARDWARE_ERROR' },
  { sense: '5/25/00', condition: 'LIBRARY_NOT_FOUND' },
  { sense: '5/*/*', condition: 'LIBRARY_ILLEGAL_REQUEST' },
  { sense: '6/*/*', condition: 'LIBRARY_STATE_CHANGED' },
  { sense: '*/*/*', condition: 'LIBRARY_COMMAND_FAILED' },
];
