import { type DriveRegistration, registerDrive } from '@cta/catalogue';
import type { DriveParts } from './drive-parts.ts';

/** Enters the drive into the Catalogue: a new one DOWN, of a known one version, device and configuration. */
export function enterDrive({ catalogueDb, installation }: Pick<DriveParts, 'catalogueDb' | 'installation'>) {
  const { device: devFileName, libraryOrdinal } = installation;
  const registration: DriveRegistration = { ...installation, devFileName, rawLibrarySlot: String(libraryOrdinal) };
  return registerDrive(catalogueDb, registration);
}
