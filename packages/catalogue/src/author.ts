import { identifier, joined, type Statement, sql } from '@cta/database';

/** Who asked for a change, and where: CTA's audit columns. */
export interface Author {
  readonly user: string;
  readonly host: string;
}

/** One half of the audit columns. */
export interface AuditEntry extends Author {
  readonly at: Date;
}

/** When and by whom something was made, and last changed. */
export interface AuditLog {
  readonly creation: AuditEntry;
  readonly lastModification: AuditEntry;
}

/** Now, in CTA's unit: whole seconds since the epoch. */
export const epochNow: Statement = sql`floor(extract(epoch FROM clock_timestamp()))`;

/** The six audit columns, in the order of `auditValues`. */
export const auditColumns: Statement = sql`
  CREATION_LOG_USER_NAME, CREATION_LOG_HOST_NAME, CREATION_LOG_TIME,
  LAST_UPDATE_USER_NAME, LAST_UPDATE_HOST_NAME, LAST_UPDATE_TIME`;

/** What a new row has in its audit columns: both halves name its author. */
export function auditValues({ user, host }: Author): Statement {
  return sql`${user}::text, ${host}::text, ${epochNow}, ${user}::text, ${host}::text, ${epochNow}`;
}

/** The assignments of a change by somebody. */
export function auditUpdate({ user, host }: Author): Statement {
  return sql`LAST_UPDATE_USER_NAME = ${user}, LAST_UPDATE_HOST_NAME = ${host}, LAST_UPDATE_TIME = ${epochNow}`;
}

/**
 * The assignments of a change by somebody.
 * @param columns new values by the names of columns, in small letters; a column whose value is undefined stays
 */
export function changedBy(
  author: Author,
  columns: Readonly<Record<string, string | number | bigint | null | undefined>>,
): Statement {
  const assignments = Object.entries(columns).flatMap(([column, value]) =>
    value === undefined ? [] : [sql`${identifier(column)} = ${value}`],
  );
  return joined([...assignments, auditUpdate(author)], ', ');
}

/** The audit columns of a table or alias as one JSON value; `auditLogOf` reads it. */
export function auditLogColumn(table: Statement): Statement {
  return sql`jsonb_build_array(
    ${table}.CREATION_LOG_USER_NAME, ${table}.CREATION_LOG_HOST_NAME, ${table}.CREATION_LOG_TIME,
    ${table}.LAST_UPDATE_USER_NAME, ${table}.LAST_UPDATE_HOST_NAME, ${table}.LAST_UPDATE_TIME) AS "auditColumns"`;
}

export type AuditColumns = readonly [string, string, number, string, string, number];

/** Replaces the column of `auditLogColumn` by what it means. */
export function withAuditLog<R extends { readonly auditColumns: AuditColumns }>({
  auditColumns: [creator, creatorHost, createdAt, modifier, modifierHost, modifiedAt],
  ...row
}: R): Omit<R, 'auditColumns'> & AuditLog {
  return {
    ...row,
    creation: { user: creator, host: creatorHost, at: dateOf(createdAt) },
    lastModification: { user: modifier, host: modifierHost, at: dateOf(modifiedAt) },
  };
}

/** @param epochSeconds a time as CTA's columns have it */
function dateOf(epochSeconds: number): Date {
  return new Date(epochSeconds * 1000);
}
