import { writeFile } from 'node:fs/promises';
import type { Reason } from './scene.ts';

interface Row {
  readonly time: string;
  readonly what: string;
  readonly one: Reason;
  readonly two: Reason;
  readonly events: number;
  readonly files: number;
}

/** What a night's run tells to people: a page of Markdown. */
export class Diary {
  readonly #scenes: string[] = [];
  readonly #rows: Row[] = [];
  readonly #ends: string[] = [];

  /** Something that was done, and what a program printed then. */
  scene(title: string, text: string, printed: Readonly<Record<string, string>> = {}): void {
    this.#paragraph(this.#scenes, title, text, printed);
  }

  /** What was there after a disturbance. */
  disturbed(row: Row): void {
    this.#rows.push(row);
  }

  end(title: string, text: string, printed: Readonly<Record<string, string>> = {}): void {
    this.#paragraph(this.#ends, title, text, printed);
  }

  async write(file: string, introduction: string): Promise<void> {
    const parts = [`# A night in the tape hall`, introduction, ...this.#scenes, this.#table(), ...this.#ends];
    await writeFile(file, `${parts.join('\n\n')}\n`);
  }

  #paragraph(to: string[], title: string, text: string, printed: Readonly<Record<string, string>>): void {
    const blocks = Object.entries(printed).map(([command, output]) => `    $ ${command}\n${indented(output)}`);
    to.push([`## ${title}`, text, ...blocks].join('\n\n'));
  }

  #table(): string {
    const head = ['time', 'what happened', 'drive 1: wanted, does', 'code', 'since', 'by'];
    const columns = [...head, 'drive 2: wanted, does', 'events of drive 1', 'files archived'];
    const lines = [columns, columns.map(() => '---'), ...this.#rows.map(cellsOf)];
    const table = lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
    return `## What happened then, and what was there after each\n\n${table}`;
  }
}

function cellsOf({ time, what, one, two, events, files }: Row): readonly string[] {
  const does = (drive: Reason): string => `${drive.desiredDriveState}, ${drive.driveStatus}`;
  const why = [one.reasonCode, timeOf(one.reasonTime), one.reasonActor];
  return [time, what, does(one), ...why, does(two), String(events), String(files)];
}

function timeOf(seconds: string | undefined): string {
  return seconds === undefined ? '' : new Date(Number(seconds) * 1000).toISOString().slice(11, 19);
}

function indented(output: string): string {
  return output
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`.trimEnd())
    .join('\n');
}
