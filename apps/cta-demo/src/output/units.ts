/** How people read numbers: `9,502`. */
function count(value: number): string {
  return value.toLocaleString('en');
}

/** `1 file`, `9,502 files`. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Decimal units, as tapes are measured: `558.1 MB`. */
export function byteCount(bytes: number): string {
  const power = Math.min(Math.max(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), 0), units.length - 1);
  return `${(bytes / 1000 ** power).toLocaleString('en', { maximumFractionDigits: 1 })} ${units[power]}`;
}

export function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)} s`;
}

/** `18.4 MB/s, 310 files/s` */
export function rates(files: number, bytes: number, durationMs: number): string {
  const each = (amount: number): number => amount / Math.max(durationMs / 1000, 0.001);
  return `${byteCount(each(bytes))}/s, ${count(Math.round(each(files)))} files/s`;
}
