import { printDuration, printSize, type TomlValue } from './toml-value.ts';

/** Turns a value of CTA's into values of ours, one for each of our keys; undefined where it is not what CTA takes either. */
export type Conversion = (value: string) => readonly TomlValue[] | undefined;

export const text: Conversion = (value) => (value === '' ? undefined : [value]);

/** A whole number, held within what our key takes. */
export function count(least: number, most = Number.MAX_SAFE_INTEGER): Conversion {
  return (value) => {
    const number = wholeNumber(value);
    return number === undefined ? undefined : [Math.min(most, Math.max(least, number))];
  };
}

export const seconds: Conversion = (value) => {
  const number = wholeNumber(value);
  return number === undefined ? undefined : [printDuration(number * 1000)];
};

/** `80000000000,4000`: bytes, then files. */
export const bytesAndFiles: Conversion = (value) => {
  const [bytes, files, ...rest] = value.split(',').map((part) => wholeNumber(part.trim()));
  if (bytes === undefined || files === undefined || rest.length > 0 || files === 0) return undefined;
  return [printSize(bytes), files];
};

/** `smc3`: the drive with ordinal 3. */
export const changerSlot: Conversion = (value) => {
  const ordinal = /^smc(\d{1,5})$/.exec(value)?.[1];
  return ordinal === undefined ? undefined : [Number(ordinal)];
};

/** The least level that is logged, in syslog's words. */
const levels: ReadonlyMap<string, string> = new Map([
  ...['EMERG', 'ALERT', 'CRIT', 'ERR'].map((level) => [level, 'error'] as const),
  ['WARNING', 'warn'],
  ...['NOTICE', 'USERERR', 'INFO'].map((level) => [level, 'info'] as const),
  ['DEBUG', 'debug'],
]);

export const logLevel: Conversion = (value) => {
  const level = levels.get(value.toUpperCase());
  return level === undefined ? undefined : [level];
};

function wholeNumber(value: string): number | undefined {
  const number = /^\d+$/.test(value) ? Number(value) : undefined;
  return number !== undefined && Number.isSafeInteger(number) ? number : undefined;
}
