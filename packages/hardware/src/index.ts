export type { DriveIdentity, Readiness, TapeDrive } from './tape-drive.ts';
export type { Element, TapeLibrary } from './tape-library.ts';
