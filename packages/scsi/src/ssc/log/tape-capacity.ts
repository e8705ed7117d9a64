import type { Query } from '../../command.ts';
import { smallCounter } from '../../spc/log-page.ts';
import { logSense } from '../../spc/log-sense.ts';

/** Native capacity of partition 0 in MiB; what the drive does not tell is absent. */
export interface TapeCapacity {
  readonly remainingMib?: number;
  readonly maximumMib?: number;
}

/** Log page 31h, Tape Capacity, of LTO drives. */
export function tapeCapacityLog(): Query<TapeCapacity> {
  return logSense({ page: 0x31 }, (page) => {
    const parameters = page.parameters();
    const remainingMib = smallCounter(parameters, 0x0001);
    const maximumMib = smallCounter(parameters, 0x0003);
    return {
      ...(remainingMib !== undefined && { remainingMib }),
      ...(maximumMib !== undefined && { maximumMib }),
    };
  });
}
