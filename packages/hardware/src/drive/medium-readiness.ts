import type { Clock } from '@cta/clock';
import { ConditionError } from '@cta/conditions';
import { describeSense, modeSense6, type SenseData, senseKeys, testUnitReady } from '@cta/scsi';
import { fromSense } from '../sense/from-sense.ts';
import type { Readiness } from '../tape-drive.ts';
import type { DriveSession } from './drive-session.ts';

const context = { device: 'drive', command: 'TEST UNIT READY', operation: 'load' } as const;
const deviceConfiguration = { page: 0x10 } as const;

/** How often a loading drive is asked, and how long it may say that it is empty before it is believed. */
const polling = { everyMs: 500, emptyForMs: 30_000 };

type NotReady = Exclude<Readiness, { state: 'ready' }>;

/** Whether a medium can be used now. Anything but NOT READY is a failure of the drive or the medium. */
export async function mediumReadiness(session: DriveSession): Promise<Readiness> {
  const sense = await notReadySense(session);
  return sense === undefined ? readyMedium(session) : readinessOf(sense);
}

/** What NOT READY sense data say of the medium. */
export function readinessOf({ key, asc, ascq }: SenseData): NotReady {
  if (asc === 0x3a) return { state: 'no-medium' };
  if (asc === 0x04 && ascq === 0x01) return { state: 'becoming-ready' };
  return { state: 'not-ready', senseKey: key, asc, ascq };
}

/**
 * Asks until a medium is ready. Gives up before the time where waiting does not help: a cartridge that does not fit, a
 * drive that wants a person (DRIVE_LOAD_FAILED), or one that stays empty (MEDIUM_NOT_PRESENT): right after the robot's
 * move it may say so for a while.
 */
export async function waitForMedium(
  session: DriveSession,
  { timeoutMs, signal, clock }: { readonly timeoutMs: number; readonly signal: AbortSignal; readonly clock: Clock },
): Promise<void> {
  const started = clock.now();
  for (;;) {
    signal.throwIfAborted();
    const sense = await notReadySense(session);
    if (sense === undefined) return;
    const waitedMs = clock.now() - started;
    const isPatient = sense.asc !== 0x3a || waitedMs < polling.emptyForMs;
    if (isHopeless(sense) || !isPatient) throw fromSense(sense, context);
    if (waitedMs >= timeoutMs) throw loadTimeout(sense, timeoutMs);
    await clock.sleep(polling.everyMs, signal);
  }
}

/** Whether no waiting makes the medium ready: incompatible, or manual intervention is required. */
function isHopeless({ asc, ascq }: SenseData): boolean {
  return asc === 0x30 || (asc === 0x04 && ascq === 0x03);
}

function loadTimeout(sense: SenseData, timeoutMs: number): ConditionError {
  if (sense.asc === 0x3a) return fromSense(sense, context);
  return new ConditionError('DRIVE_LOAD_FAILED', {
    message: `not ready after ${timeoutMs / 1000} s: ${describeSense(sense)}`,
    details: { timeout_ms: timeoutMs, sense_key: sense.key, asc: sense.asc, ascq: sense.ascq },
  });
}

/** @returns undefined where a medium is ready. */
async function notReadySense(session: DriveSession): Promise<SenseData | undefined> {
  const { sense } = await session.complete(testUnitReady(), 'load', 'inquire');
  if (sense === undefined || sense.key === senseKeys.recoveredError || sense.key === senseKeys.noSense)
    return undefined;
  // Drives say INCOMPATIBLE MEDIUM with other keys than NOT READY as well.
  if (sense.key !== senseKeys.notReady && sense.asc !== 0x30) throw fromSense(sense, context);
  return sense;
}

/** The write-protect switch, from the header of any mode page (SSC-5, 8.3). */
export async function readyMedium(session: DriveSession): Promise<Readiness & { readonly state: 'ready' }> {
  const { header } = await session.query(modeSense6(deviceConfiguration));
  return { state: 'ready', writeProtected: header.writeProtected };
}
