import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../step.ts';
import { metricTables } from './metrics.ts';

const recorded = /\.(?:add|record|observe)\(\s*'(?<name>[a-z0-9_.]+)'/g;

/** Names of all metrics that the sources record. */
async function namesInSources(): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for await (const file of glob('{packages,apps}/*/src/**/*.ts', { cwd: root })) {
    if (file.endsWith('.test.ts')) continue;
    const source = await readFile(join(root, file), 'utf8');
    for (const { groups } of source.matchAll(recorded)) names.add(groups?.['name'] ?? '');
  }
  return names;
}

test('every metric that is declared is recorded, and the other way round', async () => {
  const declared = metricTables.flatMap(({ metrics }) => Object.keys(metrics));
  assert.deepEqual([...(await namesInSources())].sort(), declared.sort());
});

test('a metric says what it tells, and so does each of its attributes', () => {
  for (const [name, { description, attributes = {} }] of metricTables.flatMap(({ metrics }) =>
    Object.entries(metrics),
  )) {
    assert.match(description, /\.$/, name);
    for (const [attribute, meaning] of Object.entries(attributes)) {
      assert.match(attribute, /^(cta\.[a-z.]+|error\.type)$/, name);
      assert.notEqual(meaning, '', attribute);
    }
  }
});
