/** Names of this night's tape hall, as people and programs use them. */
export const hostName = 'tpsrv01';
export const driveNames = ['DRIVE1', 'DRIVE2'] as const;
export type NightDrive = (typeof driveNames)[number];

/** Tapes of each pool: one that may get stuck, and one to go on with. */
export const tapes = [
  { vid: 'F00001', pool: 'first_pool' },
  { vid: 'F00002', pool: 'first_pool' },
  { vid: 'S00001', pool: 'second_pool' },
  { vid: 'S00002', pool: 'second_pool' },
] as const;

/** Folder with the packages, as the machine sees it. */
export const packageFolder = '/srv/packages';

/** Folder of the disk system, on the tape server's machine. */
export const diskFolder = '/srv/disk';

export const databaseUrl = 'postgresql://cta@127.0.0.1:5432/cta';
export const databasePassword = 'of one night';
