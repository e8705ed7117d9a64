import type { Query } from '../../command.ts';
import { counter } from '../../spc/log-page.ts';
import { logSense } from '../../spc/log-sense.ts';

/** Bytes between host, drive and medium since the last load or reset; what the drive does not tell is absent. */
export interface SequentialAccess {
  readonly bytesFromHost?: bigint;
  readonly bytesToMedium?: bigint;
  readonly bytesFromMedium?: bigint;
  readonly bytesToHost?: bigint;
  readonly cleaningRequired: boolean;
}

/** Log page 0Ch, Sequential-Access Device (SSC-5, 8.2.8). */
export function sequentialAccessLog(): Query<SequentialAccess> {
  return logSense({ page: 0x0c }, (page) => {
    const parameters = page.parameters();
    const bytesFromHost = counter(parameters, 0x0000);
    const bytesToMedium = counter(parameters, 0x0001);
    const bytesFromMedium = counter(parameters, 0x0002);
    const bytesToHost = counter(parameters, 0x0003);
    return {
      ...(bytesFromHost !== undefined && { bytesFromHost }),
      ...(bytesToMedium !== undefined && { bytesToMedium }),
      ...(bytesFromMedium !== undefined && { bytesFromMedium }),
      ...(bytesToHost !== undefined && { bytesToHost }),
      cleaningRequired: (counter(parameters, 0x0100) ?? 0n) !== 0n,
    };
  });
}
