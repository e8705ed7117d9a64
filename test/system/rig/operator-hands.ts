import { openTapeDrive, openTapeLibrary } from '@cta/hardware';
import type { RigLibrary } from './rig-library.ts';

/** What an operator does by hand with a cartridge that nobody puts away. */
export async function bringHome(library: RigLibrary, ordinal: number): Promise<void> {
  const { device, changer } = library.deviceOf(ordinal);
  const options = {
    signal: new AbortController().signal,
    initiatorName: 'iqn.2024-01.ch.cern.cta:operator',
    connectTimeoutMs: 10_000,
  };
  const drive = await openTapeDrive(device, options);
  await drive.unload();
  await drive.close();
  const robot = await openTapeLibrary(changer, options);
  await robot.dismount(ordinal);
  await robot.close();
}
