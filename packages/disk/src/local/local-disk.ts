import { pathOf } from '../disk-url.ts';
import type { DiskEndpoint } from '../disk-endpoint.ts';
import { AllowedRoots } from './allowed-roots.ts';
import { openLocalDestination } from './local-destination.ts';
import { openLocalSource } from './local-source.ts';

export interface LocalDiskOptions {
  /** Folders that files may be read from and written to; symbolic links that lead out of them are refused. */
  readonly allowedRoots: readonly string[];
  /** Whether a written file is on stable storage before it gets its name. Off where not given: the page cache has it. */
  readonly fsync?: boolean;
}

/** Files of this host and what is mounted on it: `file:///absolute/path`. */
export function localDisk({ allowedRoots, fsync = false }: LocalDiskOptions): DiskEndpoint {
  const roots = new AllowedRoots(allowedRoots);
  return {
    openRead: (url) => openLocalSource(pathOf(url), roots),
    openWrite: (url, jobName) => openLocalDestination(pathOf(url), jobName, { roots, fsync }),
  };
}
