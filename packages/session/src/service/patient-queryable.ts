import type { Queryable } from '@cta/database';
import type { Connection, Patiently } from './drive-parts.ts';

/** A database whose statements wait through lost connections: for what asks several databases, each with its own losses. */
export function patientQueryable(
  database: Queryable,
  { connection, patiently, signal }: { connection: Connection; patiently: Patiently; signal: AbortSignal },
): Queryable {
  return {
    query: (statement) => patiently(connection, () => database.query(statement), signal),
    execute: (statement) => patiently(connection, () => database.execute(statement), signal),
  };
}
