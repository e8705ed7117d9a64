import { type ConditionName, conditions } from '@cta/conditions';

/** What a fault that ended a session says by itself of drive and tape. */
export type Verdict =
  /** It was neither of them. */
  | 'neither'
  | 'drive'
  | 'tape'
  /** One of the two; their histories tell which. */
  | 'doubtful'
  /** No tape did it, and once is no reason to put a drive down: a reset, a broken connection, our own bug. */
  | 'unexplained';

/** What a drive says or does that no tape could make it do, and that does not pass. */
const drivesOwn: ReadonlySet<ConditionName> = new Set<ConditionName>([
  'DRIVE_NO_ANSWER',
  'DRIVE_HARDWARE_ERROR',
  'DRIVE_UNLOAD_FAILED',
  'DRIVE_HOLDS_CARTRIDGE',
  'DRIVE_NOT_FOUND',
  'DRIVE_ACCESS_DENIED',
  'DRIVE_IN_USE',
  'DRIVE_PROTECTION_REFUSED',
  'DRIVE_CLEANING_NEEDED',
  'DRIVE_ALERT_CRITICAL',
  'TRANSPORT_LOGIN_REFUSED',
]);

/** Faults that the drive tells of and the tape may be the cause of. */
const drivesPerhaps: ReadonlySet<ConditionName> = new Set<ConditionName>([
  'DRIVE_LOAD_FAILED',
  'DRIVE_NOT_READY',
  'DRIVE_COMMAND_FAILED',
  'DRIVE_POSITION_UNEXPECTED',
  'DRIVE_POSITION_UNKNOWN',
  'BLOCK_PROTECTION_MISMATCH',
]);

/** Faults that show on the medium and may come from heads or mechanics. All others are of what is written on it. */
const mediumsPerhaps: ReadonlySet<ConditionName> = new Set<ConditionName>([
  'MEDIUM_READ_ERROR',
  'MEDIUM_WRITE_ERROR',
  'MEDIUM_POSITIONING_FAILED',
  'MEDIUM_NOT_PRESENT',
  'BEGINNING_OF_MEDIUM',
]);

/** Our own bugs, or what shows as such. */
const ourOwn: ReadonlySet<ConditionName> = new Set<ConditionName>([
  'UNFORESEEN_ERROR',
  'PHASE_OUTLASTED',
  'SERVICE_DIED_IN_SESSION',
]);

/** Who is suspected bears the consequence, and nobody else. */
export function verdictOn(condition: ConditionName): Verdict {
  switch (conditions[condition].suspect) {
    case 'drive':
      return verdictOnDrive(condition);
    case 'medium':
      return mediumsPerhaps.has(condition) ? 'doubtful' : 'tape';
    case 'library':
      return condition === 'CARTRIDGE_NOT_IN_LIBRARY' ? 'tape' : 'neither';
    case 'service':
      // Where a call to the drive does not come back the drive may hang, and the tape may be what it hangs on.
      if (condition === 'TAPE_WORKER_HUNG') return 'doubtful';
      return ourOwn.has(condition) ? 'unexplained' : 'neither';
    case 'database':
    case 'disk':
    case 'job':
    case 'user':
      return 'neither';
  }
}

/** Whether a fault that ended a session is the library's, for which neither drive nor tape is put out of use. */
export function isLibrarysOwn(condition: ConditionName): boolean {
  return conditions[condition].suspect === 'library' && verdictOn(condition) === 'neither';
}

function verdictOnDrive(condition: ConditionName): Verdict {
  if (drivesOwn.has(condition)) return 'drive';
  if (drivesPerhaps.has(condition)) return 'doubtful';
  // Whoever left a cartridge in the drive, it has been put away by now.
  return condition === 'DRIVE_NOT_EMPTY' ? 'neither' : 'unexplained';
}
