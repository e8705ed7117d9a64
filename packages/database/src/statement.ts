import type { Statement } from './database.ts';

/** Text that is put into a statement as it is; made only by `identifier`. */
class RawText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * Makes a Statement of a template: each value becomes a parameter ($1, $2, …), an array one parameter of an array
 * type; a Statement or an `identifier` within it becomes part of the text.
 *
 *     sql`SELECT VID FROM TAPE WHERE TAPE_STATE = ${state} ${onlyFull ? sql`AND IS_FULL = '1'` : sql``}`
 */
export function sql(strings: TemplateStringsArray, ...parts: readonly unknown[]): Statement {
  const values: unknown[] = [];
  let text = strings[0] ?? '';
  for (const [index, part] of parts.entries()) {
    text += partText(part, values) + (strings[index + 1] ?? '');
  }
  return new TemplateStatement(text, values);
}

/** A name of a table, column, schema or database, quoted; for the few places that take no parameter. */
export function identifier(name: string): unknown {
  return new RawText(`"${name.replaceAll('"', '""')}"`);
}

/** Statements one after the other with `separator` between them: ` AND `, `, `. */
export function joined(statements: readonly Statement[], separator: string): Statement {
  const values: unknown[] = [];
  return new TemplateStatement(statements.map((statement) => partText(statement, values)).join(separator), values);
}

class TemplateStatement implements Statement {
  readonly text: string;
  readonly values: readonly unknown[];

  constructor(text: string, values: readonly unknown[]) {
    this.text = text;
    this.values = values;
  }
}

function partText(part: unknown, values: unknown[]): string {
  if (part instanceof RawText) return part.text;
  if (part instanceof TemplateStatement) {
    const offset = values.length;
    values.push(...part.values);
    return offset === 0 ? part.text : renumbered(part.text, offset);
  }
  values.push(part);
  return `$${values.length}`;
}

/** Shifts parameter numbers; `sql` made every one of them, so a `$1` in a quoted text would be the template's fault. */
function renumbered(text: string, offset: number): string {
  return text.replaceAll(/\$(\d+)/g, (_, number: string) => `$${Number(number) + offset}`);
}
