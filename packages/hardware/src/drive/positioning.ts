import { ConditionError } from '@cta/conditions';
import { locate, type Order, readPosition, readPositionLong, space } from '@cta/scsi';
import { fromSense } from '../sense/from-sense.ts';
import type { DriveSession } from './drive-session.ts';

/** Spaces over filemarks; END_OF_DATA or BEGINNING_OF_MEDIUM where there are not as many. */
export async function spaceFilemarks(session: DriveSession, count: number): Promise<void> {
  await move(session, space('filemarks', count));
}

export async function locateObject(session: DriveSession, logicalObject: number): Promise<void> {
  await move(session, locate(logicalObject));
}

/** Number of the next logical object; DRIVE_POSITION_UNKNOWN where the drive does not know. */
export async function logicalPosition(session: DriveSession): Promise<number> {
  const short = await session.query(readPosition());
  const position = !short.known && short.reason === 'overflow' ? await session.query(readPositionLong()) : short;
  if (!position.known) throw new ConditionError('DRIVE_POSITION_UNKNOWN', { message: 'READ POSITION' });
  if (position.partition !== 0) {
    throw new ConditionError('DRIVE_POSITION_UNKNOWN', {
      message: `READ POSITION: partition ${position.partition}`,
      details: { partition: position.partition },
    });
  }
  return Number(position.logicalObject);
}

/** Where a movement stops early at the beginning of the medium, the drive says NO SENSE with EOM (SSC-5, 7.11). */
async function move(session: DriveSession, { name, cdb }: Order): Promise<void> {
  const { sense } = await session.transfer(name, { cdb, timeoutMs: session.timeoutsMs.position }, 'position');
  if (sense !== undefined && sense.asc === 0x00 && sense.ascq === 0x04) {
    throw fromSense(sense, { device: 'drive', command: name, operation: 'position' });
  }
}
