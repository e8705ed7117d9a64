/** How people read numbers: `9,502`. */
export function count(value: number): string {
  return value.toLocaleString('en');
}

/** `1 file`, `9,502 files`. */
export function counted(value: number, noun: string, plural = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : plural}`;
}

/** Decimal megabytes, as tapes are measured: `558.1 MB`. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toLocaleString('en', { maximumFractionDigits: 1 })} MB`;
}

export function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)} s`;
}

/** `18.4 MB/s, 310 files/s` */
export function rates(files: number, bytes: number, durationMs: number): string {
  const each = (amount: number): number => amount / Math.max(durationMs / 1000, 0.001);
  return `${megabytes(each(bytes))}/s, ${count(Math.round(each(files)))} files/s`;
}
