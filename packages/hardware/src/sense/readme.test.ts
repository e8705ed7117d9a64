import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { changerSenseRows, deferredSenseRows, driveSenseRows, type SenseRow } from './sense-conditions.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

function tableOf(rows: readonly SenseRow[]): string {
  const lines = rows.map(({ sense, during = [], condition }) => `| ${sense} | ${during.join(', ')} | ${condition} |`);
  return ['| sense | during | condition |', '| --- | --- | --- |', ...lines].join('\n');
}

for (const [title, rows] of [
  ['Drives', driveSenseRows],
  ['Drives, deferred errors (then as above)', deferredSenseRows],
  ['Changers', changerSenseRows],
] as const) {
  test(`the README shows the sense table '${title}' as it is`, () => {
    assert.ok(readme.includes(`### ${title}\n\n${tableOf(rows)}\n\n`), `expected in README.md:\n${tableOf(rows)}`);
  });
}
