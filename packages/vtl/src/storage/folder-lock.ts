import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { createServer } from 'node:net';
import { ConditionError } from '@cta/conditions';
import { withFile } from './file-system-error.ts';

/** Held for as long as a folder is open; the kernel lets go of it when its process ends, however that happens. */
export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Takes a folder for this process alone, or rejects with ENTITY_IN_USE.
 *
 * The lock is a listening socket in Linux's abstract namespace, named after the folder's real path: it leaves nothing
 * behind after a kill -9, unlike a file with a process id. It does not reach over network namespaces.
 */
export function lockFolder(folder: string): Promise<FolderLock> {
  const path = withFile(folder, () => realpathSync(folder));
  const server = createServer((socket) => socket.destroy()).unref();
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new ConditionError('ENTITY_IN_USE', {
          message: `another process has ${path} open`,
          details: { path },
          cause,
        }),
      ),
    );
    server.listen({ path: `\0cta-vtl/${createHash('sha256').update(path).digest('hex')}` }, () =>
      resolve({ release: () => new Promise((closed) => server.close(() => closed())) }),
    );
  });
}
