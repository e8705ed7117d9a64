import { type SenseData, senseKeys } from '@cta/scsi';

/**
 * Whether the device only had something to tell, and has not executed the command: a unit attention (SPC-5, 5.14), or
 * the deferred news of an error that it got over (SPC-5, 4.4.5).
 */
export function wasNotExecuted(sense: SenseData): boolean {
  return sense.key === senseKeys.unitAttention || isDeferredRecovery(sense);
}

/** ASC/ASCQ of unit attentions that leave position, medium and modes of a device as they were. */
const harmlessAttentions: ReadonlySet<number> = new Set([
  0x2a02, // log parameters changed
  0x2a10, // timestamp changed
  0x3f0e, // reported LUNs data has changed
]);

/** Whether a session may go on after such news: the command can be sent again as if nothing had been said. */
export function isHarmless(sense: SenseData): boolean {
  return isDeferredRecovery(sense) || harmlessAttentions.has((sense.asc << 8) | sense.ascq);
}

function isDeferredRecovery({ key, deferred }: SenseData): boolean {
  return deferred && (key === senseKeys.noSense || key === senseKeys.recoveredError);
}
