import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ConditionError } from '@cta/conditions';
import type { Logger } from '../log/event.ts';
import type { RuntimeEvents } from '../runtime-events.ts';
import { failureAnswer, type HealthAnswer, healthAnswer, type HealthSources } from './health-answers.ts';
import type { HealthConfiguration } from './health-section.ts';

export interface HealthServerOptions extends HealthSources {
  readonly configuration: HealthConfiguration;
  readonly logger: Logger<RuntimeEvents>;
  /** Longest time that an answer may take. */
  readonly answerTimeoutMs?: number;
}

export interface HealthServer extends AsyncDisposable {
  /** The port that it listens on; that of the configuration, unless it is 0 there. */
  readonly port: number;
  /** Stops at once: requests under way are cut off. */
  close(): Promise<void>;
}

/** Monitoring needs a handful of connections; more are refused, so that nobody can hold what the service needs. */
const maxConnections = 32;
const ioTimeoutMs = 5000;

/**
 * Serves `/health/live`, `/health/ready`, `/health/status` and `/metrics`.
 *
 * @returns undefined where the configuration disables it
 * @throws HEALTH_ADDRESS_UNUSABLE
 */
export async function startHealthServer(options: HealthServerOptions): Promise<HealthServer | undefined> {
  const { configuration } = options;
  if (!configuration.enabled) return undefined;
  const server = createServer({
    maxHeaderSize: 8192,
    headersTimeout: ioTimeoutMs,
    requestTimeout: ioTimeoutMs,
    keepAliveTimeout: ioTimeoutMs,
    connectionsCheckingInterval: ioTimeoutMs,
  });
  server.maxConnections = maxConnections;
  server.on(
    'request',
    (request: IncomingMessage, response: ServerResponse) => void respond(options, request, response),
  );
  const port = await listen(server, configuration);
  const close = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return { port, close, [Symbol.asyncDispose]: close };
}

async function listen(server: Server, { host, port }: HealthConfiguration): Promise<number> {
  try {
    server.listen({ host, port });
    await once(server, 'listening');
  } catch (cause) {
    const details = { host, port };
    throw new ConditionError('HEALTH_ADDRESS_UNUSABLE', { message: `${host}:${port}`, details, cause });
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** Never rejects: what fails is answered and logged. */
async function respond(
  options: HealthServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '/').split('?', 1).join('');
  const { httpStatus, contentType, body } = await answer(options, request.method ?? '', path);
  response.writeHead(httpStatus, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function answer(options: HealthServerOptions, method: string, path: string): Promise<HealthAnswer> {
  if (method !== 'GET' && method !== 'HEAD') return plain(405, 'only GET and HEAD are answered');
  try {
    return (await withinTime(options, path)) ?? plain(404, 'no such page');
  } catch (error) {
    options.logger.emit('health_request_failed', { path }, error);
    return failureAnswer(error);
  }
}

async function withinTime(options: HealthServerOptions, path: string): Promise<HealthAnswer | undefined> {
  const { answerTimeoutMs = ioTimeoutMs } = options;
  const late = new AbortController();
  const { promise: lateness, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new ConditionError('HEALTH_STATUS_LATE', { message: path, details: { path } });
    late.abort(error);
    reject(error);
  }, answerTimeoutMs);
  try {
    return await Promise.race([healthAnswer(options, path, late.signal), lateness]);
  } finally {
    clearTimeout(timer);
  }
}

function plain(httpStatus: number, text: string): HealthAnswer {
  return { httpStatus, contentType: 'text/plain; charset=utf-8', body: `${text}\n` };
}
