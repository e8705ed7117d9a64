import { type Queryable, sql } from '@cta/database';
import type { PendingAlert } from './alert.ts';

/**
 * What a receiver is still to be told, in the order in which it happened to each subject.
 * @param receiver name under which it is remembered what was delivered
 * @param except subjects of which nothing is asked for now
 */
export function pendingAlerts(
  q: Queryable,
  receiver: string,
  { limit, except = [] }: { readonly limit: number; readonly except?: readonly string[] },
): Promise<readonly PendingAlert[]> {
  return q.query<PendingAlert>(sql`
    SELECT a.ALERT_ID AS "alertId", a.ALERT_UUID AS "uuid", c.CHANGE AS "change", a.SUBJECT AS "subject",
           a.CODE AS "code", a.TEXT AS "text", a.ACTOR AS "actor", a.DRIVE_NAME AS "driveName",
           a.MOUNT_ID AS "mountId", a.VID AS "vid", a.RAISED_AT AS "raisedAt",
           CASE c.CHANGE WHEN 'resolved' THEN a.RESOLVED_AT END AS "resolvedAt",
           CASE c.CHANGE WHEN 'resolved' THEN a.RESOLVED_BY END AS "resolvedBy"
      FROM ALERT a CROSS JOIN (VALUES (1, 'raised'), (2, 'resolved')) AS c (STEP, CHANGE)
     WHERE a.SUBJECT <> ALL(${[...except]}::text[])
       AND (c.CHANGE = 'raised' OR a.RESOLVED_AT IS NOT NULL)
       AND NOT EXISTS (
         SELECT FROM ALERT_DELIVERY d
          WHERE d.ALERT_ID = a.ALERT_ID AND d.RECEIVER = ${receiver} AND d.CHANGE = c.CHANGE)
     ORDER BY a.ALERT_ID, c.STEP LIMIT ${limit}`);
}

/** Whether a receiver is still to be told this: another service may have done so since it was read. */
export async function isPending(
  q: Queryable,
  receiver: string,
  { alertId, change }: Pick<PendingAlert, 'alertId' | 'change'>,
): Promise<boolean> {
  const found = await q.query(sql`
    SELECT FROM ALERT a
     WHERE a.ALERT_ID = ${alertId} AND NOT EXISTS (
       SELECT FROM ALERT_DELIVERY d
        WHERE d.ALERT_ID = a.ALERT_ID AND d.RECEIVER = ${receiver} AND d.CHANGE = ${change})`);
  return found.length === 1;
}

/** A receiver has been told. Told twice is harmless. */
export async function alertDelivered(
  q: Queryable,
  receiver: string,
  { alertId, change }: Pick<PendingAlert, 'alertId' | 'change'>,
): Promise<void> {
  await q.execute(sql`
    INSERT INTO ALERT_DELIVERY (ALERT_ID, RECEIVER, CHANGE) VALUES (${alertId}, ${receiver}, ${change})
    ON CONFLICT DO NOTHING`);
}

export interface ForgottenAlerts {
  readonly alerts: number;
  /** Those among them of which some receiver was never told all. */
  readonly undelivered: number;
}

/** Deletes alerts that were resolved long enough ago, delivered or not. What stands is kept. */
export async function deleteOldAlerts(
  q: Queryable,
  receivers: readonly string[],
  { olderThanMs }: { readonly olderThanMs: number },
): Promise<ForgottenAlerts> {
  const [row] = await q.query<ForgottenAlerts>(sql`
    WITH forgotten AS (
      DELETE FROM ALERT WHERE RESOLVED_AT < clock_timestamp() - ${olderThanMs} * interval '1 ms' RETURNING ALERT_ID
    ), told AS (
      SELECT ALERT_ID FROM ALERT_DELIVERY WHERE RECEIVER = ANY(${[...receivers]}::text[]) AND CHANGE = 'resolved'
    )
    SELECT count(*)::int AS "alerts",
           (count(*) FILTER (WHERE
             (SELECT count(*) FROM told WHERE told.ALERT_ID = forgotten.ALERT_ID) < ${receivers.length}))::int
             AS "undelivered"
      FROM forgotten`);
  return row ?? { alerts: 0, undelivered: 0 };
}
