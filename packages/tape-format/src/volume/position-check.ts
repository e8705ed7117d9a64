import { ConditionError } from '@cta/conditions';
import type { TapeDevice } from '../tape-device.ts';

/** @throws DRIVE_POSITION_UNEXPECTED where the drive is not at this logical object */
export async function requirePosition(device: TapeDevice, expected: number): Promise<void> {
  const found = await device.position();
  if (found !== expected) throw unexpectedPosition(found, `${expected}`);
}

/** @throws DRIVE_POSITION_UNEXPECTED where the drive is before this logical object */
export async function requirePositionFrom(device: TapeDevice, least: number): Promise<void> {
  const found = await device.position();
  if (found < least) throw unexpectedPosition(found, `${least} or more`);
}

/** The error of a drive that is not where the objects written or read put it: DRIVE_POSITION_UNEXPECTED. */
export function unexpectedPosition(found: number, expected: string): ConditionError {
  return new ConditionError('DRIVE_POSITION_UNEXPECTED', {
    message: `the drive is at object ${found}, expected ${expected}`,
    details: { found, expected },
  });
}
