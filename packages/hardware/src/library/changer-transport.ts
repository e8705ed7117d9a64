import { ConditionError, isCondition } from '@cta/conditions';
import type { ScsiTransport } from '@cta/scsi';

/** A transport to a changer: transports blame the way to a drive, and here it is the library's. */
export function changerTransport(transport: ScsiTransport): ScsiTransport {
  return {
    execute: (command) => blamingLibrary(() => transport.execute(command)),
    close: () => transport.close(),
  };
}

/** Does something with a transport; its failures are the library's. */
export async function blamingLibrary<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isCondition(error) || error.suspect !== 'drive') throw error;
    const isUnusable = error.is('DRIVE_NOT_FOUND') || error.is('DRIVE_ACCESS_DENIED');
    throw new ConditionError(isUnusable ? 'LIBRARY_NOT_FOUND' : 'LIBRARY_NO_ANSWER', {
      message: error.message,
      details: error.details,
      cause: error,
    });
  }
}
