import type { Query } from '../../command.ts';
import { logSense } from '../../spc/log-sense.ts';

const flagCount = 64;

/** Log page 2Eh, TapeAlert: numbers of the flags that are set. Reading clears them (SSC-5, 8.2.3). */
export function tapeAlertLog(): Query<readonly number[]> {
  return logSense({ page: 0x2e }, (page) =>
    [...page.parameters()]
      .filter(([flag, value]) => flag >= 1 && flag <= flagCount && value.bit(0, 0))
      .map(([flag]) => flag),
  );
}

/** Log page 12h, TapeAlert Response: the same flags, read without clearing; flag 1 is the first bit (SSC-5, 8.2.4). */
export function tapeAlertResponseLog(): Query<readonly number[]> {
  return logSense({ page: 0x12 }, ({ body, parameters }) => {
    const flags = (parameters().get(0x0000) ?? body.fail('no TapeAlert flags')).u64(0);
    return Array.from({ length: flagCount }, (_, i) => i + 1).filter(
      (flag) => (flags & (1n << BigInt(flagCount - flag))) !== 0n,
    );
  });
}
