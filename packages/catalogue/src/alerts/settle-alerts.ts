import { type Database, sql } from '@cta/database';
import { shortened } from '../refusals.ts';
import type { Alert, AlertKind } from './alert.ts';

/**
 * Brings the alerts of a kind in line with what is the matter now: resolves those that are not, or have another code, and
 * raises those that do not stand yet.
 */
export function settleAlerts(db: Database, kind: AlertKind, current: readonly Alert[]): Promise<void> {
  const subjects = current.map(({ subject }) => subject);
  const codes = current.map(({ code }) => code);
  return db.transaction(async (t) => {
    await t.execute(sql`
      UPDATE ALERT a SET RESOLVED_AT = clock_timestamp()
       WHERE RESOLVED_AT IS NULL AND starts_with(SUBJECT, ${`${kind}/`})
         AND NOT EXISTS (
           SELECT FROM unnest(${subjects}::text[], ${codes}::text[]) AS c (SUBJECT, CODE)
            WHERE c.SUBJECT = a.SUBJECT AND c.CODE = a.CODE)`);
    await t.execute(sql`
      INSERT INTO ALERT (SUBJECT, CODE, TEXT, ACTOR)
      SELECT * FROM unnest(${subjects}::text[], ${codes}::text[], ${current.map(({ text }) => shortened(text))}::text[],
                           ${current.map(({ actor }) => actor)}::text[])
      ON CONFLICT (SUBJECT) WHERE RESOLVED_AT IS NULL DO NOTHING`);
  });
}
