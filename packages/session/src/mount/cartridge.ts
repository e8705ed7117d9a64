import { ConditionError, isCondition } from '@cta/conditions';
import { type Element, noSuchDrive } from '@cta/hardware';
import type { Mount } from '@cta/scheduler';
import type { DriveParts } from '../service/drive-parts.ts';
import { tryAtLeastOnce } from '../service/last-try.ts';

/** Brings the mount's cartridge from its slot into the drive and waits until it is loaded. */
export async function loadCartridge(
  parts: DriveParts,
  mount: Mount,
  signal: AbortSignal,
  onMoved: () => void,
): Promise<void> {
  const { library, installation, engine, options, clock, logger, metrics, patiently } = parts;
  const { vid, type } = mount;
  const begun = clock.now();
  await patiently('library', () => library.mount(vid, installation.libraryOrdinal), signal);
  onMoved();
  const { writeProtected } = await engine.waitUntilReady({ timeoutMs: options.tapeLoadTimeoutMs, signal });
  if (writeProtected && type !== 'RETRIEVE') throw new ConditionError('MEDIUM_WRITE_PROTECTED', { details: { vid } });
  const seconds = (clock.now() - begun) / 1000;
  logger.emit('tape_mounted', { seconds });
  metrics.record('cta.taped.mount.duration', seconds, { 'cta.io.direction': type === 'RETRIEVE' ? 'read' : 'write' });
}

/** The drive as the library shows it, undefined where that shows no cartridge in it: asked until the library says so. */
export async function cartridgeInDrive(
  { library, installation, insistently }: DriveParts,
  signal: AbortSignal,
): Promise<Element | undefined> {
  const { libraryOrdinal } = installation;
  const find = async (): Promise<Element> => {
    const drives = (await library.inventory()).filter(({ kind }) => kind === 'drive');
    const drive = drives[libraryOrdinal];
    if (drive !== undefined) return drive;
    throw noSuchDrive(libraryOrdinal, drives.length);
  };
  const drive = await insistently('library', find, signal);
  return drive.full ? drive : undefined;
}

/** Opens the drive where it is not open; a way to it that is lost is waited for. */
export async function reachDrive({ engine, patiently }: DriveParts, signal: AbortSignal): Promise<void> {
  await patiently('drive', () => engine.open(), signal);
}

/**
 * Takes whatever is in the drive out of it and home. A drive without a cartridge is success, so that this can be done
 * again from any point at which it was interrupted. The signal ends only the wait for a library that is away: that bounds
 * its commands itself, and a tape that was unloaded for nothing is of no use to anybody.
 */
export async function putAway(
  parts: DriveParts,
  signal: AbortSignal,
  onUnloaded: () => void = () => {},
): Promise<void> {
  const { engine, clock, logger } = parts;
  const begun = clock.now();
  await engine.unload();
  onUnloaded();
  const { moved } = await takeHome(parts, signal);
  if (moved) logger.emit('tape_unmounted', { seconds: (clock.now() - begun) / 1000 });
}

/** A drive that lost its power while the library was waited for may have taken hold of its cartridge again. */
async function takeHome(parts: DriveParts, signal: AbortSignal) {
  const { engine, library, installation } = parts;
  const dismount = () => tryAtLeastOnce(parts, 'library', () => library.dismount(installation.libraryOrdinal), signal);
  try {
    return await dismount();
  } catch (error) {
    if (!isCondition(error, 'DRIVE_HOLDS_CARTRIDGE')) throw error;
    await engine.unload();
    return dismount();
  }
}
