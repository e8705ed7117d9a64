import type { PendingAlert } from '@cta/catalogue';
import { findCondition } from '@cta/conditions';

/** An event as receivers get it: CloudEvents 1.0, JSON event format, structured mode. */
export interface CloudEvent {
  readonly specversion: '1.0';
  /** The same whenever this event is sent again. */
  readonly id: string;
  readonly source: string;
  readonly type: `ch.cern.cta.condition.${PendingAlert['change']}`;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: Readonly<Record<string, string>>;
}

export const cloudEventContentType = 'application/cloudevents+json; charset=utf-8';

/** @param source names this archive among those that a receiver hears of */
export function cloudEventOf(alert: PendingAlert, source: string): CloudEvent {
  const { uuid, change, subject, raisedAt, resolvedAt } = alert;
  return {
    specversion: '1.0',
    id: `${uuid}.${change}`,
    source,
    type: `ch.cern.cta.condition.${change}`,
    subject,
    time: (resolvedAt ?? raisedAt).toISOString(),
    datacontenttype: 'application/json',
    data: dataOf(alert),
  };
}

function dataOf({ uuid, code, text, actor, driveName, vid, mountId, raisedAt, resolvedAt, resolvedBy }: PendingAlert) {
  return {
    alert: uuid,
    code,
    ...registered(code),
    text,
    actor,
    ...(driveName !== null && { drive: driveName }),
    ...(vid !== null && { vid }),
    ...(mountId !== null && { mount_id: `${mountId}` }),
    raised_at: raisedAt.toISOString(),
    ...(resolvedAt !== null && { resolved_at: resolvedAt.toISOString() }),
    ...(resolvedBy !== null && { resolved_by: resolvedBy }),
  };
}

/** What the registry says of a code; nothing where a later version of the product wrote it. */
function registered(code: string): Readonly<Record<string, string>> {
  const found = findCondition(code);
  if (found === undefined) return {};
  const { name, title, severity, suspect, remedy } = found;
  return { name, title, severity, suspect, remedy };
}
