/** The number after `value` in 32-bit serial arithmetic (RFC 7143, 4.2.2; RFC 1982). */
export function nextSerial(value: number): number {
  return (value + 1) >>> 0;
}

/** `value` moved on by `count`, which may be negative. */
export function addSerial(value: number, count: number): number {
  return (value + count) >>> 0;
}

/** Whether `a` comes before `b`: true where less than half the number space lies between them. */
export function isSerialBefore(a: number, b: number): boolean {
  return ((a - b) | 0) < 0;
}
