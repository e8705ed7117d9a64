/** What a table can hold; undefined and empty text are shown as `-`. */
export type Cell = string | number | bigint | boolean | undefined;

const sizeUnits = ['', 'K', 'M', 'G', 'T', 'P', 'E'];

/** A size in bytes as tables show it: plain below 1000, else with one decimal and a unit of base 1000. */
export function sizeCell(bytes: number | bigint): string {
  let value = Number(bytes);
  let unit = 0;
  while (value >= 1000 && unit < sizeUnits.length - 1) {
    value /= 1000;
    unit++;
  }
  return unit === 0 ? `${bytes}` : `${value.toFixed(1)}${sizeUnits[unit] ?? ''}`;
}

/** A time in seconds since the epoch, in local time to the minute. */
export function timeCell(seconds: number | bigint | undefined): string | undefined {
  if (seconds === undefined) return undefined;
  const time = new Date(Number(seconds) * 1000);
  const two = (value: number): string => `${value}`.padStart(2, '0');
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** The same to the second: for what is compared with a log. */
export function momentCell(seconds: number | bigint): string {
  return `${timeCell(seconds)}:${`${Number(seconds) % 60}`.padStart(2, '0')}`;
}

const reasonWidth = 50;
const cutMark = '[...]';

/** A reason, cut to 50 characters. */
export function reasonCell(reason: string | undefined): string | undefined {
  if (reason === undefined || reason.length <= reasonWidth) return reason;
  return reason.slice(0, reasonWidth - cutMark.length) + cutMark;
}
