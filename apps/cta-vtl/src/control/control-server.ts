import { once } from 'node:events';
import { chmodSync, lstatSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { ConditionError, type ConditionName } from '@cta/conditions';
import type { Logger } from '@cta/runtime';
import type { VirtualLibrary } from '@cta/vtl';
import type { VtlEvents } from '../vtl-events.ts';
import { control } from './control-routes.ts';

interface ControlServer {
  readonly close: () => Promise<void>;
}

const httpStatuses: Partial<Record<ConditionName, number>> = {
  NO_SUCH_ENTITY: 404,
  ENTITY_EXISTS: 409,
  ENTITY_IN_USE: 409,
  VIRTUAL_LIBRARY_FULL: 409,
  VALUE_INVALID: 400,
};

/**
 * Opens a door to a library that is being served: HTTP over a socket file that only its owner can use.
 * @throws CONTROL_SOCKET_UNUSABLE
 */
export async function openControl(
  library: VirtualLibrary,
  path: string,
  logger: Logger<VtlEvents>,
): Promise<ControlServer> {
  let changes = 0;
  const onChange = (request: string): void => {
    changes += 1;
    logger.emit('vtl_changed_by_hand', { request, ordinal: changes });
  };
  const server = createServer((request, response) => void answer(library, request, response, onChange));
  try {
    await listen(server, path);
  } catch (cause) {
    throw new ConditionError('CONTROL_SOCKET_UNUSABLE', { message: path, details: { path }, cause });
  }
  return {
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(server: Server, path: string): Promise<void> {
  // The library is this process's alone, so a socket that is there was left by one that was killed.
  if (lstatSync(path, { throwIfNoEntry: false })?.isSocket()) rmSync(path);
  server.listen({ path });
  await once(server, 'listening');
  chmodSync(path, 0o600);
}

/** Never rejects: what fails is the answer. */
async function answer(
  library: VirtualLibrary,
  request: IncomingMessage,
  response: ServerResponse,
  onChange: (request: string) => void,
): Promise<void> {
  const { method = '', url = '/' } = request;
  try {
    const result = control(library, method, url, await bodyOf(request));
    if (method !== 'GET') onChange(`${method} ${url}`);
    send(response, result === undefined ? 204 : 200, result);
  } catch (error) {
    const { condition, code, message } = ConditionError.from(error);
    send(response, httpStatuses[condition] ?? 500, { condition, code, message });
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const content = await text(request);
  try {
    return content === '' ? {} : JSON.parse(content);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new ConditionError('VALUE_INVALID', { message: 'the body is no JSON', cause });
  }
}

function send(response: ServerResponse, status: number, content: unknown): void {
  if (content === undefined) return void response.writeHead(status).end();
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(content)}\n`);
}
