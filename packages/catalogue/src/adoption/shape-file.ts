import { readFile } from 'node:fs/promises';
import { partName, type SchemaPart, type SchemaPartKind } from './schema-shape.ts';

/** What the first migration makes, and so what CTA's schema 15.0 has; a test keeps the two in step. */
export const ctaShapeFile = new URL('../../migrations/cta-schema-15-0.shape.txt', import.meta.url);

/** One line for each part: kind, table, key where there is one, and after a colon the rest. */
export function printShape(parts: readonly SchemaPart[]): string {
  return parts.map((part) => `${partName(part)} : ${part.definition}`.trimEnd()).join('\n') + '\n';
}

export function parseShape(text: string): readonly SchemaPart[] {
  return text.split('\n').flatMap((line) => (line === '' ? [] : [parseLine(line)]));
}

export async function readCtaShape(): Promise<readonly SchemaPart[]> {
  return parseShape(await readFile(ctaShapeFile, 'utf8'));
}

function parseLine(line: string): SchemaPart {
  const [, name = '', definition = ''] = /^(.*?) :(?: (.*))?$/.exec(line) ?? [];
  const [kind, table = '', key = ''] = name.split(' | ');
  return { kind: kind as SchemaPartKind, table, key, definition };
}
