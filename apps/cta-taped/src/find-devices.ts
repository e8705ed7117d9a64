import { once } from 'node:events';
import { ConditionError, type ConditionName } from '@cta/conditions';
import type { exitStatuses } from '@cta/runtime';
import type { Devices } from './devices.ts';

/**
 * What ends a start: a device that is configured is not there, or may not be used. Each has an exit status. Whatever else is
 * wrong with a drive or a library comes and goes with the hardware: it puts the drive DOWN, or is waited for.
 */
const unusable: ReadonlySet<ConditionName> = new Set<keyof typeof exitStatuses>([
  'DRIVE_NOT_FOUND',
  'DRIVE_ACCESS_DENIED',
  'LIBRARY_NOT_FOUND',
  'DEVICE_ADDRESS_INVALID',
]);

/** Whether an error of opening a device ends a start. */
export function endsStart(error: ConditionError): boolean {
  return unusable.has(error.condition);
}

/** How long a start waits for devices: one that takes longer is there. */
const firstLookMs = 15_000;

/** Looks for the devices of a drive service that starts. Rejects with what a person must put right, or the signal's reason. */
export async function findDevices(
  { library, engine }: { readonly [D in keyof Devices]: Pick<Devices[D], 'open'> },
  signal: AbortSignal,
  longestMs = firstLookMs,
): Promise<void> {
  const found = Promise.all([lookFor(library), lookFor(engine)]);
  const over = new AbortController();
  const late = AbortSignal.any([signal, AbortSignal.timeout(longestMs)]);
  // What is found later is found where the devices are used.
  found.catch(() => {});
  try {
    await Promise.race([found, late.aborted || once(late, 'abort', { signal: over.signal })]);
  } finally {
    over.abort();
  }
  signal.throwIfAborted();
}

async function lookFor(device: Pick<Devices['library'], 'open'>): Promise<void> {
  try {
    await device.open();
  } catch (error) {
    const condition = ConditionError.from(error);
    if (endsStart(condition)) throw condition;
  }
}
