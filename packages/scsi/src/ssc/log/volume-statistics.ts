import type { Query } from '../../command.ts';
import { type LogPage, smallCounter } from '../../spc/log-page.ts';
import { logSense } from '../../spc/log-sense.ts';

/** What the drive and the cartridge's memory know of a cartridge's life; what is not told is absent. */
export interface VolumeStatistics {
  readonly counters: Readonly<Partial<Record<VolumeCounter, number>>>;
  readonly serialNumber?: string;
  readonly manufacturer?: string;
  /** YYYYMMDD. */
  readonly manufacturingDate?: string;
  readonly writeProtected: boolean;
  readonly worm: boolean;
}

const counterCodes = {
  mounts: 0x0001,
  dataSetsWritten: 0x0002,
  recoveredWriteErrors: 0x0003,
  unrecoveredWriteErrors: 0x0004,
  dataSetsRead: 0x0007,
  recoveredReadErrors: 0x0008,
  unrecoveredReadErrors: 0x0009,
  lifetimeMegabytesWritten: 0x0010,
  lifetimeMegabytesRead: 0x0011,
  beginningOfMediumPasses: 0x0101,
  middleOfTapePasses: 0x0102,
} as const;

export type VolumeCounter = keyof typeof counterCodes;

const texts = { serialNumber: 0x0040, manufacturer: 0x0043, manufacturingDate: 0x0046 } as const;
const flags = { writeProtected: 0x0080, worm: 0x0081 } as const;

/** Log page 17h, Volume Statistics (SSC-5, 8.2.9). */
export function volumeStatisticsLog(): Query<VolumeStatistics> {
  return logSense({ page: 0x17 }, decodeVolumeStatistics);
}

function decodeVolumeStatistics(page: LogPage): VolumeStatistics {
  const parameters = page.parameters();
  const counters: Partial<Record<VolumeCounter, number>> = {};
  for (const [name, code] of Object.entries(counterCodes) as [VolumeCounter, number][]) {
    const value = smallCounter(parameters, code);
    if (value !== undefined) counters[name] = value;
  }
  const text = (name: keyof typeof texts): Partial<Record<keyof typeof texts, string>> => {
    const value = parameters.get(texts[name]);
    const found = value?.ascii(0, value.length) ?? '';
    return found === '' ? {} : { [name]: found };
  };
  const flag = (code: number): boolean => (smallCounter(parameters, code) ?? 0) !== 0;
  return {
    counters,
    ...text('serialNumber'),
    ...text('manufacturer'),
    ...text('manufacturingDate'),
    writeProtected: flag(flags.writeProtected),
    worm: flag(flags.worm),
  };
}
