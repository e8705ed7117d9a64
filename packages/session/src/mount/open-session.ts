import type { Mount } from '@cta/scheduler';
import type { DriveParts } from '../service/drive-parts.ts';
import type { GivenUp } from '../service/giving-up.ts';
import { ArchiveSession } from './archive-session.ts';
import { LabelSession } from './label-session.ts';
import type { MountSession } from './mount-session.ts';
import { RetrieveSession } from './retrieve-session.ts';

/** @param givenUp what the session holds for a database */
export function openSession(parts: DriveParts, mount: Mount, givenUp: GivenUp): MountSession {
  switch (mount.type) {
    case 'ARCHIVE_FOR_USER':
      return new ArchiveSession(parts, mount, givenUp);
    case 'RETRIEVE':
      return new RetrieveSession(parts, mount, givenUp.SchedulerDB);
    case 'LABEL':
      return new LabelSession(parts, mount, givenUp);
  }
}
