import { tapeMounted } from '@cta/catalogue';
import { isCondition } from '@cta/conditions';
import type { Mount } from '@cta/scheduler';
import type { DriveParts } from '../service/drive-parts.ts';

/** Brings the mount's cartridge from its slot into the drive and waits until it is loaded. */
export async function loadCartridge(parts: DriveParts, mount: Mount, signal: AbortSignal): Promise<void> {
  const { library, installation, engine, options, clock, logger } = parts;
  const begun = clock.now();
  await parts.patiently('library', () => library.mount(mount.vid, installation.libraryOrdinal), signal);
  await engine.waitUntilReady({ timeoutMs: options.tapeLoadTimeoutMs, signal });
  const kind = mount.type === 'RETRIEVE' ? 'retrieve' : 'archive';
  await parts.patiently(
    'Catalogue',
    () => tapeMounted(parts.catalogueDb, mount.vid, installation.driveName, kind),
    signal,
  );
  logger.emit('tape_mounted', { seconds: (clock.now() - begun) / 1000 });
}

/**
 * Takes whatever is in the drive out of it and home. A drive without a cartridge is success, so that this can be done
 * again from any point at which it was interrupted.
 */
export async function putAway(
  parts: DriveParts,
  signal: AbortSignal,
  onUnloaded: () => void = () => {},
): Promise<void> {
  const { engine, library, installation, clock, logger } = parts;
  const begun = clock.now();
  try {
    await engine.unload();
  } catch (error) {
    if (!isCondition(error, 'MEDIUM_NOT_PRESENT')) throw error;
  }
  onUnloaded();
  await parts.patiently('library', () => library.dismount(installation.libraryOrdinal), signal);
  logger.emit('tape_unmounted', { seconds: (clock.now() - begun) / 1000 });
}
