import { readDriveHardware } from '@cta/catalogue';
import type { AdminContext } from '../admin-context.ts';
import { secondsOf } from '../entry-logs.ts';
import { selectDrives } from './drive-selection.ts';

/** What a drive's hardware said last; where it never said anything only the name is there. */
export interface DriveHardwareItem {
  readonly driveName: string;
  readonly vendor?: string;
  readonly product?: string;
  readonly serialNumber?: string;
  readonly firmware?: string;
  /** Not there where it is not known. */
  readonly mediumPresent?: boolean;
  readonly mediumLabel?: string;
  /** Numbers of the TapeAlert flags that are set. */
  readonly tapeAlertFlags?: readonly number[];
  readonly cleaningDue?: boolean;
  readonly lastSense?: string;
  /** Seconds since the epoch. */
  readonly reportTime?: bigint;
}

/** Hardware of the drives whose whole name the regular expression matches; of all where none is given. */
export async function listDriveHardware(context: AdminContext, pattern = '.*'): Promise<readonly DriveHardwareItem[]> {
  const items: DriveHardwareItem[] = [];
  for (const { driveName } of await selectDrives(context, pattern)) {
    const found = await readDriveHardware(context.catalogueDb, driveName);
    if (found === undefined) items.push({ driveName });
    else items.push({ driveName, ...hardwareFields(found) });
  }
  return items;
}

type Hardware = NonNullable<Awaited<ReturnType<typeof readDriveHardware>>>;

function hardwareFields(hardware: Hardware): Omit<DriveHardwareItem, 'driveName'> {
  const { vendor, product, serialNumber, firmware, tapeAlertFlags, cleaningDue } = hardware;
  const { mediumPresent, mediumLabel, lastSense, reportedAt } = hardware;
  return {
    vendor,
    product,
    serialNumber,
    firmware,
    ...(mediumPresent === null ? {} : { mediumPresent }),
    ...(mediumLabel === null ? {} : { mediumLabel }),
    tapeAlertFlags,
    cleaningDue,
    ...(lastSense === null ? {} : { lastSense }),
    reportTime: secondsOf(reportedAt),
  };
}
