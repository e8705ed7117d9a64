import type { Statement } from '@cta/database';

/** What a statement changes: not the lock of a SELECT, nor what an INSERT does on conflict. */
const change = /(?<!\b(?:FOR|DO)\s+)\b(INSERT INTO|DELETE FROM|UPDATE)\s+(\w+)/;
const source = /\bFROM\s+(?!\()(\w+)/;
const called = /\b((?:pg_|set_config)\w*)\s*\(/;
/** CTA's drive statuses: a report of one is another step than a report of the next. */
const driveStatus = /^(DOWN|UP|PROBING|SHUTDOWN|STARTING|MOUNTING|TRANSFERING|UNLOADING|UNMOUNTING|CLEANINGUP)$/;

/** A short name of a statement, the same in every run: what it does to which table, and the drive status it reports. */
export function statementName({ text, values }: Statement): string {
  const status = values.find((value): value is string => typeof value === 'string' && driveStatus.test(value));
  return status === undefined ? action(text) : `${action(text)} (${status})`;
}

function action(text: string): string {
  const [, verb, table] = change.exec(text) ?? [];
  if (verb !== undefined && table !== undefined) return `${verb} ${table.toLowerCase()}`;
  const name = called.exec(text)?.[1] ?? source.exec(text)?.[1]?.toLowerCase();
  return name === undefined ? text.trim() : `SELECT ${name}`;
}
