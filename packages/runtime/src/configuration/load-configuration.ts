import { readFileSync } from 'node:fs';
import { ConditionError } from '@cta/conditions';
import { parse, TomlError, type TomlTable } from 'smol-toml';
import { z } from 'zod';
import { configurationFaults } from './configuration-faults.ts';
import { type DeepReadonly, deepFreeze } from './deep-readonly.ts';
import type { ConfigurationSchema } from './section.ts';

/**
 * Reads a TOML file against its schema: validated, with defaults in place, frozen.
 *
 * @throws CONFIGURATION_UNREADABLE; CONFIGURATION_INVALID with everything that is wrong at once, each with its key, what
 *   is expected and what was found.
 */
export function loadConfiguration<S extends ConfigurationSchema>(schema: S, path: string): DeepReadonly<z.output<S>> {
  const document = parseDocument(readText(path), path);
  const result = z.safeParse(schema, document);
  if (result.success) return deepFreeze(result.data);
  const faults = configurationFaults(schema, document, result.error.issues);
  throw invalid(
    path,
    faults.map(({ key, fault }) => `${path}: ${key}: ${fault}`),
  );
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ConditionError('CONFIGURATION_UNREADABLE', { message: path, details: { file: path }, cause });
  }
}

function parseDocument(text: string, path: string): TomlTable {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // The rest of the message quotes the line, which may hold what should not be shown.
    const [what = ''] = error.message.split('\n', 1);
    throw invalid(path, [`${path}: line ${error.line}, column ${error.column}: ${what}`]);
  }
}

function invalid(file: string, errors: readonly string[]): ConditionError {
  return new ConditionError('CONFIGURATION_INVALID', { message: errors.join('\n'), details: { file, errors } });
}
