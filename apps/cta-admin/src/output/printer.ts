import { jsonOf } from './json.ts';
import { type Column, tableLines } from './table.ts';

export type OutputFormat = 'table' | 'json' | 'jsonl';

/** Where output goes; `isTTY` is whether a person looks at it. */
export interface OutputStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Prints what commands have to say, for people or for programs. */
export class Printer {
  readonly #format: OutputFormat;
  readonly #out: OutputStream;
  readonly #errors: OutputStream;

  constructor(format: OutputFormat, out: OutputStream, errors: OutputStream) {
    this.#format = format;
    this.#out = out;
    this.#errors = errors;
  }

  get format(): OutputFormat {
    return this.#format;
  }

  /** A list: a table of these columns, or the items whole. */
  list<Item>(columns: readonly Column<Item>[], items: readonly Item[]): void {
    switch (this.#format) {
      case 'table':
        for (const line of tableLines(columns, items, { colour: this.#out.isTTY === true }))
          this.#out.write(`${line}\n`);
        return;
      case 'json':
        this.#out.write(`[${items.map(jsonOf).join(',')}]\n`);
        return;
      case 'jsonl':
        for (const item of items) this.#out.write(`${jsonOf(item)}\n`);
        return;
    }
  }

  /** One thing: text for people, the item for programs. */
  item(item: object, text: string): void {
    this.#out.write(`${this.#format === 'table' ? text : jsonOf(item)}\n`);
  }

  /** What was done: sentences for people, items for programs. */
  done(sentences: readonly string[], items: readonly object[]): void {
    if (this.#format !== 'table') return this.list([], items);
    for (const sentence of sentences) this.#out.write(`${sentence}\n`);
  }

  /** Something that is worth a line beside the output. */
  note(line: string): void {
    this.#errors.write(`${line}\n`);
  }
}
