import { ConditionError, isCondition } from '@cta/conditions';
import {
  controlDataProtection,
  type DataProtection,
  decodeDataProtection,
  type ModePage,
  modeSelect6,
  modeSense6,
  protectionBytes,
  protectionMethods,
  withDataProtection,
} from '@cta/scsi';
import type { ProtectionMode } from '@cta/tape-format';
import type { DriveSession } from './drive-session.ts';

const deviceConfiguration = { page: 0x10 } as const;
const buffered = 1;

/** Sets variable-block mode and buffered writes: drives keep what their last user has set (SSC-5, 8.3). */
export async function setVariableBlockMode(session: DriveSession): Promise<void> {
  const { header } = await session.query(modeSense6(deviceConfiguration));
  const block = { densityCode: header.block?.densityCode ?? 0, blocks: 0, blockLengthBytes: 0 };
  await select(session, { ...header, bufferedMode: buffered, block }, []);
}

const crc32c = { method: protectionMethods.crc32c, informationBytes: protectionBytes } as const;
const settings: Readonly<Record<ProtectionMode, DataProtection>> = {
  off: { method: protectionMethods.none, informationBytes: 0, onWrite: false, onRead: false },
  'crc32c-read-only': { ...crc32c, onWrite: false, onRead: true },
  crc32c: { ...crc32c, onWrite: true, onRead: true },
};

/** Sets logical block protection and reads it back; DRIVE_PROTECTION_REFUSED where the drive did not take it. */
export async function setBlockProtection(session: DriveSession, mode: ProtectionMode): Promise<void> {
  const wanted = settings[mode];
  const { header, page } = await protectionPage(session);
  const { block: _block, ...headerAlone } = header;
  try {
    await select(session, headerAlone, [withDataProtection(page, wanted)]);
  } catch (error) {
    if (isCondition(error, 'DRIVE_ILLEGAL_REQUEST')) throw refusal(mode, error);
    throw error;
  }
  const found = decodeDataProtection((await protectionPage(session)).page);
  const isTaken = found.method === wanted.method && found.onWrite === wanted.onWrite && found.onRead === wanted.onRead;
  if (!isTaken) throw refusal(mode);
}

/**
 * Whether the drive does CRC32C protection. Found out by setting it, since older drives offer protection of another kind
 * only; leaves it off.
 */
export async function detectBlockProtection(session: DriveSession): Promise<boolean> {
  try {
    await setBlockProtection(session, 'crc32c');
  } catch (error) {
    if (isCondition(error, 'DRIVE_PROTECTION_REFUSED') || isCondition(error, 'DRIVE_ILLEGAL_REQUEST')) return false;
    throw error;
  }
  await setBlockProtection(session, 'off');
  return true;
}

type Header = Parameters<typeof modeSelect6>[0]['header'];

async function protectionPage(session: DriveSession): Promise<{ readonly header: Header; readonly page: ModePage }> {
  const { header, pages } = await session.query(modeSense6(controlDataProtection));
  const page = pages.find(({ page: number, subpage }) => number === 0x0a && subpage === 0xf0);
  if (page === undefined) {
    throw new ConditionError('DRIVE_PROTECTION_REFUSED', { message: 'MODE SENSE: no control data protection page' });
  }
  return { header, page };
}

async function select(session: DriveSession, header: Header, pages: readonly ModePage[]): Promise<void> {
  await session.order(modeSelect6({ header, pages }), 'inquire', 'modeSelect');
}

function refusal(mode: ProtectionMode, cause?: unknown): ConditionError {
  return new ConditionError('DRIVE_PROTECTION_REFUSED', {
    message: mode,
    details: { protection: mode },
    ...(cause !== undefined && { cause }),
  });
}
