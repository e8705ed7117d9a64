const seconds = 1000;
const minutes = 60 * seconds;

/**
 * The longest that a healthy drive takes for a command, as LTO-9 drives recommend by REPORT SUPPORTED OPERATION CODES,
 * rounded up (scsi: C8). They are bounds against a drive that hangs, not expectations.
 */
export const driveTimeoutsMs = {
  inquire: 1 * minutes,
  modeSelect: 5 * minutes,
  read: 39 * minutes,
  write: 25 * minutes,
  writeFilemarks: 27 * minutes,
  position: 49 * minutes,
  rewind: 10 * minutes,
  unload: 16 * minutes,
} as const;

/** Bounds on the commands to a drive, by what they do. */
export type DriveTimeoutsMs = Readonly<Record<keyof typeof driveTimeoutsMs, number>>;
