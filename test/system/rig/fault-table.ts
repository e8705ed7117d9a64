import { readFileSync } from 'node:fs';

/** A row of docs/faults.md: what a fault leads to. */
export interface FaultRow {
  readonly code: string;
  readonly suspect: string;
  readonly drive: string;
  readonly tape: string;
}

/** The table of docs/faults.md, by the names of the faults. */
export function faultTable(): ReadonlyMap<string, FaultRow> {
  const page = readFileSync(new URL('../../../docs/faults.md', import.meta.url), 'utf8');
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| fault') && !line.startsWith('| ---'));
  return new Map(
    rows.map((row) => {
      const [, name = '', , code = '', suspect = '', drive = '', tape = ''] = row.split('|').map((cell) => cell.trim());
      return [name, { code, suspect, drive, tape: tape.split(',', 1).join('') }];
    }),
  );
}
