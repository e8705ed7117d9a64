import type { TapeDrive } from '@cta/hardware';

/** What a module must export to stand in for the hardware: a virtual drive of a test, a drive that discards. */
export interface DriveModule {
  openTapeDrive(device: string): Promise<TapeDrive>;
}

/** @throws what the module's openTapeDrive rejects with */
export async function openDrive(driveModule: string, device: string): Promise<TapeDrive> {
  const module = (await import(driveModule)) as Partial<DriveModule>;
  if (module.openTapeDrive === undefined) throw new Error(`${driveModule} has no openTapeDrive`);
  return await module.openTapeDrive(device);
}
