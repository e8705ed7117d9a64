import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { isCondition } from '@cta/conditions';
import { openSgTransport } from '@cta/scsi';
import { failed, type Finding, good, noticed } from './finding.ts';

const oldestNode = 24;
const subject = 'runtime';

/** Node itself, its threads, and calls into the operating system, which SCSI pass-through is made of. */
export async function examineRuntime(signal: AbortSignal): Promise<readonly Finding[]> {
  return [nodeVersion(process.versions.node), await threads(signal), await nativeCalls()];
}

export function nodeVersion(found: string): Finding {
  return Number.parseInt(found, 10) >= oldestNode
    ? good(subject, `Node ${found}`)
    : noticed(subject, 'RUNTIME_UNSUITABLE', `Node ${found}, at least ${oldestNode} is needed`);
}

async function threads(signal: AbortSignal): Promise<Finding> {
  try {
    const worker = new Worker("require('node:worker_threads').parentPort.postMessage('here')", { eval: true });
    await once(worker, 'message', { signal });
    await worker.terminate();
    return good(subject, 'worker threads start');
  } catch (cause) {
    signal.throwIfAborted();
    return noticed(subject, 'RUNTIME_UNSUITABLE', `worker threads do not start: ${String(cause)}`);
  }
}

/** Asks a device that has no SCSI for it: being refused takes the whole way into the kernel and back. */
async function nativeCalls(): Promise<Finding> {
  try {
    await openSgTransport('/dev/null').close();
  } catch (error) {
    if (isCondition(error, 'DRIVE_NOT_FOUND') && error.details['errno'] === 'ENOTTY') {
      return good(subject, 'system calls for SCSI pass-through work');
    }
    if (isCondition(error)) return failed(subject, error);
    return noticed(subject, 'RUNTIME_UNSUITABLE', `no system calls for SCSI pass-through: ${String(error)}`);
  }
  return noticed(subject, 'RUNTIME_UNSUITABLE', '/dev/null answers as a SCSI device');
}
