import { type Drive, DriveName, listDrives, listLogicalLibraries } from '@cta/catalogue';
import type { Queryable } from '@cta/database';
import type { Configuration } from '../configuration.ts';
import { type Finding, good, noticed } from './finding.ts';

const subject = 'Catalogue';

/** What the Catalogue knows of the drive and of its logical library; what it does not know yet is no fault. */
export async function catalogueEntries(
  q: Queryable,
  { name, logical_library: library }: Configuration['drive'],
  host: string,
): Promise<readonly Finding[]> {
  const driveName = DriveName(name);
  const known = (await listDrives(q)).find((drive) => drive.driveName.toLowerCase() === driveName.toLowerCase());
  const libraries = await listLogicalLibraries(q);
  const found = libraries.find((candidate) => candidate.name === library);
  return [libraryFinding(library, found), driveFinding({ driveName, host, library }, known)];
}

function libraryFinding(name: string, found: { readonly disabled: boolean } | undefined): Finding {
  if (found === undefined) {
    return noticed(
      subject,
      'NO_SUCH_ENTITY',
      `logical library ${name} is not in the Catalogue: the drive gets no mounts`,
      {
        verdict: 'warning',
        remedy: `cta-admin logicallibrary add --name ${name} --comment …, or correct logical_library in [drive].`,
      },
    );
  }
  const disabled = found.disabled ? '; it is disabled: its drives get no mounts' : '';
  return good(subject, `logical library ${name} is known${disabled}`);
}

interface Place {
  readonly driveName: DriveName;
  readonly host: string;
  readonly library: string;
}

export function driveFinding({ driveName, host, library }: Place, known: Drive | undefined): Finding {
  if (known === undefined) return good(subject, `drive ${driveName} is not known yet: its first start enters it, DOWN`);
  if (known.driveName !== driveName || known.host !== host || known.logicalLibrary !== library) {
    return noticed(
      subject,
      'DRIVE_REGISTERED_ELSEWHERE',
      `${known.driveName}, of host ${known.host} and logical library ${known.logicalLibrary}; ` +
        `configured is ${driveName}, host ${host}, ${library}`,
    );
  }
  const { desired } = known;
  return good(
    subject,
    desired.state === 'UP'
      ? `drive ${driveName} is known, and UP`
      : `drive ${driveName} is known, and DOWN: ${desired.text}`,
  );
}
