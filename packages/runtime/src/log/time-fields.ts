/**
 * The two times of a line, as CTA's JSON logs have them: seconds since the epoch with nine decimals as number text, and
 * local time with its offset, `YYYY-MM-DDThh:mm:ss±hhmm` (taped: lines).
 */
export function timeFields(timeMs: number): { readonly epochTime: string; readonly localTime: string } {
  const wholeMs = Math.floor(timeMs);
  const seconds = Math.floor(wholeMs / 1000);
  return { epochTime: `${seconds}.${digits(wholeMs % 1000, 3)}000000`, localTime: localTime(new Date(wholeMs)) };
}

/** Time of day for people: `hh:mm:ss.sss`, local. */
export function timeOfDay(timeMs: number): string {
  const date = new Date(timeMs);
  return `${clockFace(date)}.${digits(date.getMilliseconds(), 3)}`;
}

function localTime(date: Date): string {
  const day = [digits(date.getFullYear(), 4), digits(date.getMonth() + 1, 2), digits(date.getDate(), 2)].join('-');
  const offsetMinutes = -date.getTimezoneOffset();
  const sign = offsetMinutes < 0 ? '-' : '+';
  const offset = Math.abs(offsetMinutes);
  return `${day}T${clockFace(date)}${sign}${digits(Math.floor(offset / 60), 2)}${digits(offset % 60, 2)}`;
}

function clockFace(date: Date): string {
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => digits(part, 2)).join(':');
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
