import type { LibrarySurvey } from '@cta/hardware';
import { type Finding, good, noticed } from './finding.ts';

const subject = 'library';

/** How the drive is told from others: its place in the library, and its serial number where it has answered. */
export interface PlacedDrive {
  readonly ordinal: number;
  readonly serial: string | undefined;
}

/** What a changer that answered says of its library, and of the place that the drive should be in. */
export function libraryFindings(survey: LibrarySurvey, drive: PlacedDrive): readonly Finding[] {
  const { vendor, product, revision, counts } = survey;
  const elements = `${counts.drive} drives, ${counts.slot} slots, ${counts.port} ports, ${counts.transport} transports`;
  return [good(subject, `${vendor} ${product}, firmware ${revision}: ${elements}`), placeFinding(survey, drive)];
}

function placeFinding({ bays }: LibrarySurvey, { ordinal, serial }: PlacedDrive): Finding {
  const bay = bays[ordinal];
  if (bay === undefined) {
    const range = bays.length === 0 ? 'it has none' : `it has 0 to ${bays.length - 1}`;
    return noticed(subject, 'LIBRARY_NO_SUCH_DRIVE', `library_ordinal is ${ordinal}, ${range}`);
  }
  if (serial === undefined) return good(subject, `drive ${ordinal} is there; whether it is this one nobody can tell`);
  const { deviceIdentifier: identifier } = bay;
  if (identifier === undefined) {
    return good(subject, `drive ${ordinal} is there; the changer does not tell whether its serial number is ${serial}`);
  }
  if (identifies(identifier, serial)) return good(subject, `drive ${ordinal} has serial number ${serial}`);
  const place = bays.findIndex(({ deviceIdentifier }) => identifies(deviceIdentifier ?? '', serial));
  const where = place === -1 ? 'is not in this library' : `is drive ${place}`;
  return noticed(
    subject,
    'LIBRARY_OTHER_DRIVE',
    `drive ${ordinal} is "${identifier}", serial number ${serial} ${where}`,
    {
      ...(place !== -1 && {
        remedy: `Set library_ordinal = ${place} in [drive], or device to the one of drive ${ordinal}.`,
      }),
    },
  );
}

/** Changers tell vendor, product and serial number, or the serial number alone. */
function identifies(identifier: string, serial: string): boolean {
  return identifier.trimEnd().endsWith(serial);
}
