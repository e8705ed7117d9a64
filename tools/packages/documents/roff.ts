/** Text of a man page (groff_man(7)), in which nothing is taken for a request or an escape. */
export function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('’', "'")
    .replaceAll(/^([.'])/gm, '\\&$1');
}

/** A paragraph with its term before it: an option, a key. */
export function termed(term: string, text: string): string {
  return `.TP\n\\fB${roff(term)}\\fR\n${roff(text)}\n`;
}

export interface ManPage {
  readonly name: string;
  readonly section: number;
  /** What the page is about, without a full stop. */
  readonly summary: string;
  readonly version: string;
  /** Day of the version, `2026-11-22`. */
  readonly day: string;
  /** Title and roff of each part after NAME. */
  readonly parts: readonly (readonly [title: string, content: string])[];
}

export function manPage({ name, section, summary, version, day, parts }: ManPage): string {
  const header = `.TH "${name.toUpperCase()}" ${section} "${day}" "cta\\-tape\\-server ${roff(version)}" "CERN Tape Archive"`;
  const all = [['NAME', `${roff(name)} \\- ${roff(summary)}\n`] as const, ...parts];
  return `${header}\n${all.map(([title, content]) => `.SH ${title}\n${content}`).join('')}`;
}
