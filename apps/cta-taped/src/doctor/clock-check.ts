import { type Finding, good, noticed } from './finding.ts';

/** A reading of a server's clock: asked for at one time of ours, answered at another. */
export interface ClockReading {
  readonly askedMs: number;
  readonly serverMs: number;
  readonly answeredMs: number;
}

const toleranceMs = 2000;

/** Compares clocks; what may be the time of the question and the answer does not count. */
export function clockFinding(subject: string, { askedMs, serverMs, answeredMs }: ClockReading): Finding {
  const differenceMs = serverMs < askedMs ? serverMs - askedMs : Math.max(0, serverMs - answeredMs);
  if (Math.abs(differenceMs) <= toleranceMs) return good(subject, 'its clock agrees with that of this host');
  const seconds = (Math.abs(differenceMs) / 1000).toFixed(1);
  const text = `its clock is ${seconds} s ${differenceMs > 0 ? 'ahead of' : 'behind'} that of this host`;
  return noticed(subject, 'CLOCK_DIFFERS', text, { verdict: 'warning' });
}
