import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { exitsAtStart, matrix, type Moment } from './outage-matrix.ts';

test('docs/database-goes-away.md shows which trouble is tried at which moment', () => {
  const page = readFileSync(new URL('../../../docs/database-goes-away.md', import.meta.url), 'utf8');
  const lines = page.split('\n').slice(page.split('\n').findIndex((line) => line.startsWith('| trouble |')));
  const table = lines.slice(0, lines.indexOf('')).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const [[, ...moments] = [], , ...rows] = table;
  assert.deepEqual(moments, Object.keys(matrix));
  const shown = (wanted: string, moment: Moment): readonly string[] => {
    const index = moments.indexOf(moment);
    return rows.flatMap(([trouble = '', ...cells]) => (cells[index] === wanted ? [trouble] : [])).toSorted();
  };
  for (const moment of Object.keys(matrix) as Moment[]) {
    assert.deepEqual(shown('yes', moment), matrix[moment].toSorted(), moment);
  }
  assert.deepEqual(shown('exits', 'start'), exitsAtStart.toSorted());
});
