import { type Drive, listServices, readDriveHardware } from '@cta/catalogue';
import type { AdminContext } from '../admin-context.ts';
import { secondsOf } from '../entry-logs.ts';
import { type DriveSurroundings, signFields } from './drive-ls-item.ts';
import { selectDrives } from './drive-selection.ts';
import { serviceOf, signsOf } from './service-signs.ts';

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
  /** Nobody looks at it any more, or it does not answer: it may be otherwise by now. */
  readonly stale?: boolean;
}

/**
 * Hardware of the drives whose whole name the regular expression matches; of all where none is given.
 * @param staleAfterMs silence of its service, or of a drive that is asked again and again, after which it is shown as stale
 */
export async function listDriveHardware(
  context: AdminContext,
  { pattern = '.*', staleAfterMs }: { readonly pattern?: string; readonly staleAfterMs: number },
): Promise<readonly DriveHardwareItem[]> {
  const { catalogueDb } = context;
  const drives = await selectDrives(context, pattern);
  const services = await listServices(catalogueDb);
  const now = new Date();
  const items: DriveHardwareItem[] = [];
  for (const drive of drives) {
    const { driveName } = drive;
    const found = await readDriveHardware(catalogueDb, driveName);
    if (found === undefined) {
      items.push({ driveName });
      continue;
    }
    const service = serviceOf(drive, services);
    const surroundings = { service: service && signsOf(service, staleAfterMs), now, staleAfterMs };
    items.push({ driveName, ...hardwareFields(found), stale: isStale(drive, found.reportedAt, surroundings) });
  }
  return items;
}

/** A drive that is DOWN is asked again and again; one that is used is looked at with each tape. */
function isStale(
  drive: Drive,
  reportedAt: Date,
  surroundings: Pick<DriveSurroundings, 'service' | 'now' | 'staleAfterMs'>,
): boolean {
  const { status } = drive.session;
  const sinceReportMs = surroundings.now.getTime() - reportedAt.getTime();
  return (
    signFields(drive, surroundings).stale ||
    status === 'SHUTDOWN' ||
    (status === 'DOWN' && sinceReportMs > surroundings.staleAfterMs)
  );
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
