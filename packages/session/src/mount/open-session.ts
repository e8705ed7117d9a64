import type { Mount } from '@cta/scheduler';
import type { DriveParts } from '../service/drive-parts.ts';
import { ArchiveSession } from './archive-session.ts';
import { LabelSession } from './label-session.ts';
import type { MountSession } from './mount-session.ts';
import { RetrieveSession } from './retrieve-session.ts';

/** @param signal gives up what the session holds for the databases */
export function openSession(parts: DriveParts, mount: Mount, signal: AbortSignal): MountSession {
  switch (mount.type) {
    case 'ARCHIVE_FOR_USER':
      return new ArchiveSession(parts, mount, signal);
    case 'RETRIEVE':
      return new RetrieveSession(parts, mount, signal);
    case 'LABEL':
      return new LabelSession(parts, mount, signal);
  }
}
