/** How long to wait between attempts. */
export interface BackOff {
  /** Longest wait before the second attempt; it doubles with each further one. */
  readonly firstMs: number;
  /** Longest wait of all. */
  readonly longestMs: number;
}

export const connectionBackOff: BackOff = Object.freeze({ firstMs: 250, longestMs: 30_000 });

/**
 * Wait after the given number of failures in a row: exponential with full jitter, so that services which lost the same
 * server do not all come back to it at once.
 *
 * @param random a number from 0 up to, but not including, 1
 */
export function backOffMs({ firstMs, longestMs }: BackOff, failures: number, random: number): number {
  // Beyond 2^30 the longest wait has been reached by any sane back-off, and the product stays a finite number.
  const ceilingMs = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return random * ceilingMs;
}
