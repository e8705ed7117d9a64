import type { openTapeDrive, TapeDrive } from '@cta/hardware';

/** What a module must export to stand in for the hardware: a virtual drive of a test, a drive that discards. */
export interface DriveModule {
  openTapeDrive(device: string, options: DriveOptions): Promise<TapeDrive>;
}

type DriveOptions = Parameters<typeof openTapeDrive>[1];

/** @throws what the module's openTapeDrive rejects with */
export async function openDrive(driveModule: string, device: string, options: DriveOptions): Promise<TapeDrive> {
  const module = (await import(driveModule)) as Partial<DriveModule>;
  if (module.openTapeDrive === undefined) throw new Error(`${driveModule} has no openTapeDrive`);
  return await module.openTapeDrive(device, options);
}
