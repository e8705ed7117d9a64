import type { Cell } from './cells.ts';

/** One column of a table: its header, and what it shows of an item. */
export interface Column<Item> {
  readonly header: string;
  readonly cell: (item: Item) => Cell;
}

const headerColour = '\u001b[31;1m';
const noColour = '\u001b[0m';
/** The last column is ragged where it holds prose. */
const proseHeaders = new Set(['comment', 'path', 'reason']);
/** Columns are as wide as the widest cell among this many rows, so that a long list begins to show before its end. */
const rowsAtOnce = 1000;

/** Lines of a table in CTA's layout: right-justified cells, a blank after each, the header in colour on a terminal. */
export function* tableLines<Item>(
  columns: readonly Column<Item>[],
  items: readonly Item[],
  { colour }: { readonly colour: boolean },
): Generator<string> {
  const headers = columns.map(({ header }) => header);
  let widths = headers.map((header) => header.length);
  for (let start = 0; start === 0 || start < items.length; start += rowsAtOnce) {
    const rows = items.slice(start, start + rowsAtOnce).map((item) => columns.map(({ cell }) => textOf(cell(item))));
    widths = widths.map((width, column) =>
      rows.reduce((widest, row) => Math.max(widest, lengthAt(row, column)), width),
    );
    if (start === 0) {
      const line = lineOf(headers, widths, headers);
      yield colour ? headerColour + line + noColour : line;
    }
    for (const row of rows) yield lineOf(row, widths, headers);
  }
}

function lineOf(cells: readonly string[], widths: readonly number[], headers: readonly string[]): string {
  return cells
    .map((cell, column) => {
      const isProse = column === cells.length - 1 && proseHeaders.has(headers[column] ?? '');
      return isProse ? cell : cell.padStart(widths[column] ?? 0);
    })
    .join(' ');
}

function lengthAt(row: readonly string[], column: number): number {
  return row[column]?.length ?? 0;
}

/** Line breaks in a comment would break the table. */
function textOf(cell: Cell): string {
  const text = cell === undefined ? '' : `${cell}`.replaceAll(/\s*[\r\n]+\s*/g, ' ');
  return text === '' ? '-' : text;
}
