import type { WriteStream } from 'node:tty';

const width = 32;

/** One line that shows how far a phase has come: redrawn in place on a terminal, one line at each tenth elsewhere. */
export class ProgressBar {
  readonly #title: string;
  readonly #total: number;
  readonly #out: WriteStream;
  #tenths = -1;

  constructor(title: string, total: number, out: WriteStream = process.stderr) {
    this.#title = title.padEnd(26);
    this.#total = total;
    this.#out = out;
  }

  show(done: number, note = ''): void {
    const part = this.#total === 0 ? 1 : Math.min(1, done / this.#total);
    const line = `${this.#title} ${bar(part)} ${String(Math.floor(part * 100)).padStart(3)} %  ${note}`;
    if (this.#out.isTTY) {
      this.#out.write(`\r${line}\x1b[K`);
      return;
    }
    const tenths = Math.floor(part * 10);
    if (tenths === this.#tenths) return;
    this.#tenths = tenths;
    this.#out.write(`${line}\n`);
  }

  end(note = ''): void {
    this.show(this.#total, note);
    if (this.#out.isTTY) this.#out.write('\n');
  }
}

function bar(part: number): string {
  const full = Math.round(part * width);
  return `${'█'.repeat(full)}${'░'.repeat(width - full)}`;
}
