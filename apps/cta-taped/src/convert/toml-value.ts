import { duration, size, z } from '@cta/runtime';

/** A value of a TOML file. */
export type TomlValue = string | number | boolean;

/** A JSON text of one line is a basic string, an integer or a boolean of TOML as well. */
export function printTomlValue(value: TomlValue): string {
  return JSON.stringify(value);
}

export function printSize(bytes: number): string {
  return z.encode(size(), bytes);
}

export function printDuration(ms: number): string {
  return z.encode(duration(), ms);
}
