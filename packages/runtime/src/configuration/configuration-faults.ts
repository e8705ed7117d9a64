import { z } from 'zod';
import { keyTypes } from './key-type.ts';
import { masked } from './masked.ts';
import { nearestName } from './nearest-name.ts';
import { dotted, schemaAt } from './schema-tree.ts';

type Issue = z.core.$ZodIssue;

/** One thing that is wrong in a configuration file: which key, and what about it. */
export interface ConfigurationFault {
  readonly key: string;
  readonly fault: string;
}

/** What the validation found, told with the words of the file's author: every key, what is expected, what was found. */
export function configurationFaults(
  schema: z.core.$ZodType,
  document: unknown,
  issues: readonly Issue[],
): readonly ConfigurationFault[] {
  return issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => unknownKey(schema, issue.path, key))
      : [{ key: dotted(issue.path), fault: `expected ${expected(schema, issue)}, ${found(document, issue)}` }],
  );
}

function unknownKey(schema: z.core.$ZodType, path: readonly PropertyKey[], key: string): ConfigurationFault {
  const table = schemaAt(schema, path);
  const known = table instanceof z.ZodObject ? Object.keys(table.shape) : [];
  const near = nearestName(key, known);
  const hint = near === undefined ? `known here: ${known.join(', ')}` : `did you mean ${dotted([...path, near])}?`;
  return { key: dotted([...path, key]), fault: `unknown key; ${hint}` };
}

function expected(schema: z.core.$ZodType, issue: Issue): string {
  const at = schemaAt(schema, issue.path);
  const type = at && keyTypes.get(at);
  switch (issue.code) {
    case 'invalid_type':
      return type?.expected ?? typeWords[issue.expected] ?? issue.expected;
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${amount(issue.minimum, issue.origin)}`;
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${amount(issue.maximum, issue.origin)}`;
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ');
    default:
      return issue.message;
  }
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a table',
  record: 'a table',
};

function amount(limit: number | bigint, origin: string): string {
  if (origin === 'string') return `${limit} character${limit === 1 ? '' : 's'}`;
  if (origin === 'array') return `${limit} element${limit === 1 ? '' : 's'}`;
  return String(limit);
}

function found(document: unknown, issue: Issue): string {
  if (issue.code === 'custom' && issue.params?.['secret'] === true) return 'found something else (not shown)';
  const value = issue.path.reduce(stepInto, document);
  if (value === undefined) return 'but it is missing';
  if (Array.isArray(value)) return 'found a list';
  return typeof value === 'object' ? 'found a table' : `found ${masked(JSON.stringify(value))}`;
}

function stepInto(outer: unknown, step: PropertyKey): unknown {
  return typeof outer === 'object' && outer !== null ? (outer as Record<PropertyKey, unknown>)[step] : undefined;
}
