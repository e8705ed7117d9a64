import { ConditionError } from '@cta/conditions';
import type { SecretFile } from '@cta/runtime';
import { type CloudEvent, cloudEventContentType } from './cloud-event.ts';
import { fromFetch } from './from-fetch.ts';

/** Where alerts are sent. */
export interface Receiver {
  /** Under which it is remembered what was delivered; log and messages name it so, since a URL may hold a secret. */
  readonly name: string;
  readonly url: string;
  /** Bearer token, read anew for each event. */
  readonly token: SecretFile | undefined;
}

/**
 * Sends one event; any status from 200 to 299 says that the receiver has it. A redirection is not followed: a POST that
 * becomes a GET on its way is answered well and says nothing.
 * @throws ALERT_RECEIVER_UNREACHABLE, ALERT_REFUSED, SECRET_UNREADABLE
 */
export async function send(
  { name, url, token }: Receiver,
  event: CloudEvent,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${await token.read(signal)}` };
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': cloudEventContentType, ...authorization },
      body: JSON.stringify(event),
      signal: inTime,
    });
    await response.body?.cancel();
    if (!response.ok) throw refused(name, response.status);
  } catch (error) {
    signal.throwIfAborted();
    throw fromFetch(error, name);
  }
}

function refused(receiver: string, httpStatus: number): ConditionError {
  return new ConditionError('ALERT_REFUSED', {
    message: `${receiver} answered with HTTP status ${httpStatus}`,
    details: { receiver, http_status: httpStatus },
  });
}

/** HTTP statuses that say something of this one event, and nothing of the next. */
const ofTheEvent: ReadonlySet<unknown> = new Set([400, 409, 413, 415, 422]);

/** Whether an event was refused that the receiver would not have had it been another. */
export function isOfTheEvent(error: ConditionError): boolean {
  return error.is('ALERT_REFUSED') && ofTheEvent.has(error.details['http_status']);
}
