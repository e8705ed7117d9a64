import assert from 'node:assert/strict';
import { test } from 'node:test';
import { momentCell, reasonCell, sizeCell, timeCell } from './cells.ts';
import { Printer } from './printer.ts';
import { type Column, tableLines } from './table.ts';

interface Item {
  readonly name: string;
  readonly files: bigint;
  readonly comment?: string;
}

const columns: readonly Column<Item>[] = [
  { header: 'name', cell: ({ name }) => name },
  { header: 'files', cell: ({ files }) => files },
  { header: 'comment', cell: ({ comment }) => comment },
];

test('a table is right-justified, with a dash for what is empty and a ragged comment', () => {
  const items = [
    { name: 'a', files: 1_000_000n, comment: 'one' },
    { name: 'longer', files: 2n, comment: 'two\nlines' },
    { name: '', files: 0n },
  ];
  assert.deepEqual(
    [...tableLines(columns, items, { colour: false })],
    ['  name   files comment', '     a 1000000 one', 'longer       2 two lines', '     -       0 -'],
  );
});

test('a table without rows is its header, in colour on a terminal', () => {
  assert.deepEqual([...tableLines(columns, [], { colour: true })], ['\u001b[31;1mname files comment\u001b[0m']);
});

test('columns of a long table only grow', () => {
  const items = Array.from({ length: 1001 }, (_, index) => ({ name: index === 1000 ? 'wide name' : 'x', files: 0n }));
  const lines = [...tableLines(columns, items, { colour: false })];
  assert.equal(lines.length, 1002);
  assert.deepEqual([lines[0], lines[1000], lines[1001]], ['name files comment', '   x     0 -', 'wide name     0 -']);
});

test('sizes have SI units, times are local, long reasons are cut', () => {
  assert.deepEqual([0, 999, 1000, 3_149_000_000n, 10n ** 18n].map(sizeCell), ['0', '999', '1.0K', '3.1G', '1.0E']);
  assert.equal(timeCell(new Date(2026, 0, 2, 3, 4).getTime() / 1000), '2026-01-02 03:04');
  assert.equal(timeCell(undefined), undefined);
  assert.equal(momentCell(new Date(2026, 0, 2, 3, 4, 5).getTime() / 1000), '2026-01-02 03:04:05');
  assert.equal(reasonCell('x'.repeat(50)), 'x'.repeat(50));
  assert.equal(reasonCell('x'.repeat(51)), `${'x'.repeat(45)}[...]`);
});

function printed(format: 'table' | 'json' | 'jsonl', print: (printer: Printer) => void): string {
  let text = '';
  print(new Printer(format, { write: (piece) => (text += piece) }, { write: () => undefined }));
  return text;
}

test('programs get the items whole, 64-bit numbers as strings', () => {
  const items = [
    { name: 'a', files: 18_446_744_073_709_551_615n },
    { name: 'b', files: 0n },
  ];
  const [a, b] = ['{"name":"a","files":"18446744073709551615"}', '{"name":"b","files":"0"}'];
  assert.equal(
    printed('json', (printer) => printer.list(columns, items)),
    `[${a},${b}]\n`,
  );
  assert.equal(
    printed('jsonl', (printer) => printer.list(columns, items)),
    `${a}\n${b}\n`,
  );
  assert.equal(
    printed('json', (printer) => printer.list(columns, [])),
    '[]\n',
  );
  assert.equal(
    printed('jsonl', (printer) => printer.list(columns, [])),
    '',
  );
});
