import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { ConditionError, type ConditionName } from '@cta/conditions';

interface Refusal {
  readonly condition: ConditionName;
  readonly message: string;
}

const timeoutMs = 10_000;

/**
 * Asks something of a library that is being served with `--control`.
 * @throws CONTROL_SOCKET_UNUSABLE where nobody answers; otherwise what the library refused with
 */
export async function askControl(
  socketPath: string,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<unknown> {
  const response = await exchange(socketPath, method, path, body);
  if (response.statusCode === 204) {
    response.resume();
    return undefined;
  }
  const answer = await json(response);
  if (response.statusCode === 200) return answer;
  const { condition, message } = answer as Refusal;
  // Its message begins with code and title, as this one's will.
  throw ConditionError.told(condition, message);
}

async function exchange(socketPath: string, method: string, path: string, body: unknown): Promise<IncomingMessage> {
  const request = httpRequest({ socketPath, method, path, signal: AbortSignal.timeout(timeoutMs), agent: false });
  const content = body === undefined ? undefined : JSON.stringify(body);
  if (content !== undefined) request.setHeader('content-length', Buffer.byteLength(content));
  request.end(content);
  try {
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return response;
  } catch (cause) {
    throw new ConditionError('CONTROL_SOCKET_UNUSABLE', { message: socketPath, details: { path: socketPath }, cause });
  }
}
