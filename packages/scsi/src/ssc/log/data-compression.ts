import type { Query } from '../../command.ts';
import type { FieldView } from '../../field-view.ts';
import { smallCounter } from '../../spc/log-page.ts';
import { logSense } from '../../spc/log-sense.ts';

/** Bytes before and after compression since the last reset, and ratios in per cent; what is not told is absent. */
export interface CompressionStatistics {
  readonly readRatioPercent?: number;
  readonly writeRatioPercent?: number;
  readonly bytesToHost?: bigint;
  readonly bytesFromMedium?: bigint;
  readonly bytesFromHost?: bigint;
  readonly bytesToMedium?: bigint;
}

const bytesPerMegabyte = 1_000_000n;

/** Log page 1Bh, Data Compression (SSC-5, 8.2.10). */
export function dataCompressionLog(): Query<CompressionStatistics> {
  return logSense({ page: 0x1b }, (page) => {
    const parameters = page.parameters();
    const readRatioPercent = smallCounter(parameters, 0x0000);
    const writeRatioPercent = smallCounter(parameters, 0x0001);
    return {
      ...(readRatioPercent !== undefined && { readRatioPercent }),
      ...(writeRatioPercent !== undefined && { writeRatioPercent }),
      ...total(parameters, 'bytesToHost', 0x0002),
      ...total(parameters, 'bytesFromMedium', 0x0004),
      ...total(parameters, 'bytesFromHost', 0x0006),
      ...total(parameters, 'bytesToMedium', 0x0008),
    };
  });
}

type Total = 'bytesToHost' | 'bytesFromMedium' | 'bytesFromHost' | 'bytesToMedium';

/** Each total is two parameters: whole megabytes, then the rest in bytes, which may be negative. */
function total(
  parameters: ReadonlyMap<number, FieldView>,
  name: Total,
  megabytesCode: number,
): Partial<Record<Total, bigint>> {
  const megabytes = smallCounter(parameters, megabytesCode);
  const rest = parameters.get(megabytesCode + 1);
  if (megabytes === undefined || rest === undefined || rest.length === 0) return {};
  const bytes = BigInt.asIntN(8 * rest.length, rest.unsigned(0, rest.length));
  return { [name]: BigInt(megabytes) * bytesPerMegabyte + bytes };
}
