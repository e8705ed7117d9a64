import type { WriteStream } from 'node:tty';

const width = 32;

/** One line that shows how far a phase has come: redrawn in place on a terminal, a line at each quarter elsewhere. */
export class ProgressBar implements Disposable {
  readonly #title: string;
  readonly #total: number;
  readonly #out: WriteStream;
  #shown = '';
  #quarters = -1;

  constructor(title: string, total: number, out: WriteStream = process.stderr) {
    this.#title = title.padEnd(20);
    this.#total = total;
    this.#out = out;
  }

  show(done: number, note = ''): void {
    const part = this.#total === 0 ? 1 : Math.min(1, done / this.#total);
    const line = `${this.#title} ${bar(part)} ${String(Math.floor(part * 100)).padStart(3)} %  ${note}`;
    if (this.#out.isTTY) this.#redraw(line);
    else this.#printAtQuarters(line, part);
  }

  /** Ends the line as it stands: what follows begins a new one. */
  [Symbol.dispose](): void {
    if (this.#out.isTTY && this.#shown !== '') this.#out.write('\n');
  }

  #redraw(line: string): void {
    // A terminal that does not tell its width says 0.
    const visible = line.slice(0, this.#out.columns || undefined);
    if (visible === this.#shown) return;
    this.#shown = visible;
    this.#out.write(`\r${visible}\x1b[K`);
  }

  #printAtQuarters(line: string, part: number): void {
    const quarters = Math.floor(part * 4);
    if (quarters === this.#quarters) return;
    this.#quarters = quarters;
    this.#out.write(`${line}\n`);
  }
}

function bar(part: number): string {
  const full = Math.round(part * width);
  return `${'█'.repeat(full)}${'░'.repeat(width - full)}`;
}
