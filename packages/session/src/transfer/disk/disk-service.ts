import { parentPort, workerData } from 'node:worker_threads';
import { localDisk } from '@cta/disk';
import type { Adler32Kernel } from '../../checksum/adler32.ts';
import { Window } from '../../window/window.ts';
import type { WindowMemory } from '../../window/window-memory.ts';
import { toErrorMessage } from '../threads/error-message.ts';
import { SessionContext } from '../threads/session-context.ts';
import type { DiskSessionStart, DiskWorkerData, PlannedArchiveTask } from '../threads/thread-messages.ts';
import type { RetrieveTask } from '../transfer-engine.ts';
import { ArchiveFromDisk } from './archive-from-disk.ts';
import { RetrieveToDisk } from './retrieve-to-disk.ts';

/**
 * Makes this thread one that reads and writes files on local disks, for one session at a time, in calls that block.
 * @param kernelFor what makes the checksum of blocks in a window's memory
 */
export function serveDisks(kernelFor: (memory: WindowMemory) => Adler32Kernel): void {
  if (parentPort === null) throw new Error('a disk worker is a thread');
  const { window: memory, allowedRoots, fsync } = workerData as DiskWorkerData;
  const window = new Window(memory);
  const disk = localDisk({ allowedRoots, fsync });
  const kernel = kernelFor(memory);
  parentPort.on('message', (start: DiskSessionStart) => {
    switch (start.type) {
      case 'archive':
        return run<PlannedArchiveTask>(window, start, (session) => new ArchiveFromDisk(session, disk, kernel).run());
      case 'retrieve':
        return run<RetrieveTask>(window, start, (session) => new RetrieveToDisk(session, disk, kernel).run());
    }
  });
}

/** A file's failure is told with the file; what is thrown here is a fault of ours, and ends the session. */
function run<Task>(window: Window, start: DiskSessionStart, work: (session: SessionContext<Task>) => void): void {
  const session = new SessionContext<Task>(window, start);
  try {
    work(session);
    session.tell({ type: 'ended', reason: 'finished' });
  } catch (error) {
    session.state.abort(window);
    session.tell({ type: 'ended', reason: 'failed', error: toErrorMessage(error) });
  }
}
