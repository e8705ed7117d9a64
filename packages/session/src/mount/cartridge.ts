import { ConditionError } from '@cta/conditions';
import type { Element } from '@cta/hardware';
import type { Mount } from '@cta/scheduler';
import type { DriveParts } from '../service/drive-parts.ts';

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

/** The drive as the library shows it; undefined where that shows no cartridge in it. */
export async function cartridgeInDrive(
  { library, installation, patiently }: DriveParts,
  signal: AbortSignal,
): Promise<Element | undefined> {
  const inventory = await patiently('library', () => library.inventory(), signal);
  const drive = inventory.filter(({ kind }) => kind === 'drive')[installation.libraryOrdinal];
  return drive?.full === true ? drive : undefined;
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
  const { engine, library, installation, clock, logger, patiently } = parts;
  const begun = clock.now();
  await engine.unload();
  onUnloaded();
  const { moved } = await patiently('library', () => library.dismount(installation.libraryOrdinal), signal);
  if (moved) logger.emit('tape_unmounted', { seconds: (clock.now() - begun) / 1000 });
}
