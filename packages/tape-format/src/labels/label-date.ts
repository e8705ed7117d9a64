/** A day as labels hold it: the year and the day of the year, from 1. */
export interface LabelDate {
  readonly year: number;
  readonly dayOfYear: number;
}

/** The day on which `time` falls in local time, which is what labels are dated in. */
export function labelDateOf(time: Date): LabelDate {
  const year = time.getFullYear();
  const midnight = Date.UTC(year, time.getMonth(), time.getDate());
  return { year, dayOfYear: (midnight - Date.UTC(year, 0, 0)) / 86_400_000 };
}

/** Six characters: century (space for 19xx, 0 from 2000 on), two digits of year, three of the day (tape-format: HDR1). */
export function encodeDate({ year, dayOfYear }: LabelDate): string {
  const century = year < 2000 ? ' ' : '0';
  return century + (year % 100).toString().padStart(2, '0') + dayOfYear.toString().padStart(3, '0');
}
