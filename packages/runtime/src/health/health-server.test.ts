import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import { ConditionError, isCondition } from '@cta/conditions';
import { createLogger } from '../log/create-logger.ts';
import { runtimeEvents } from '../runtime-events.ts';
import type { HealthSources } from './health-answers.ts';
import { type HealthServerOptions, startHealthServer } from './health-server.ts';

const configuration = { enabled: true, host: '127.0.0.1', port: 0 };

function options(sources: Partial<HealthSources> = {}): HealthServerOptions & { codes: unknown[] } {
  const codes: unknown[] = [];
  const write = (line: string) => void codes.push((JSON.parse(line) as { code: string }).code);
  return {
    configuration,
    logger: createLogger({ events: runtimeEvents, program: 'cta-test', destination: { write } }),
    readiness: () => ({ ready: true }),
    status: () => ({ bytes: 12n, all: 9_007_199_254_740_993n }),
    metrics: async () => '# nothing',
    codes,
    ...sources,
  };
}

async function serve(t: TestContext, sources: HealthServerOptions) {
  const server = await startHealthServer(sources);
  assert.ok(server);
  t.after(() => server.close());
  const get = async (path: string, init?: RequestInit) => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
      ...init,
      signal: AbortSignal.timeout(10_000),
    });
    return { httpStatus: response.status, type: response.headers.get('content-type'), body: await response.text() };
  };
  return { server, get };
}

test('a service tells that it lives, is ready, what it does and what it measured', async (t) => {
  const { get } = await serve(t, options());
  const type = 'application/json';
  assert.deepEqual(await get('/health/live'), { httpStatus: 200, type, body: '{"live":true}\n' });
  assert.deepEqual(await get('/health/ready'), { httpStatus: 200, type, body: '{"ready":true}\n' });
  assert.deepEqual(await get('/health/status?x=1'), {
    httpStatus: 200,
    type,
    body: '{"bytes":12,"all":"9007199254740993"}\n',
  });
  assert.deepEqual(await get('/metrics'), {
    httpStatus: 200,
    type: 'text/plain; version=0.0.4; charset=utf-8',
    body: '# nothing\n',
  });
});

test('one that is not ready says why, with the status that monitors look at', async (t) => {
  const { get } = await serve(t, options({ readiness: () => ({ ready: false, codes: ['B101'] }) }));
  const { httpStatus, body } = await get('/health/ready');
  assert.deepEqual([httpStatus, body], [503, '{"ready":false,"codes":["B101"]}\n']);
});

test('other pages and methods are refused', async (t) => {
  const { get } = await serve(t, options());
  assert.equal((await get('/')).httpStatus, 404);
  assert.equal((await get('/health/live', { method: 'POST', body: 'x' })).httpStatus, 405);
  assert.deepEqual(await get('/health/live', { method: 'HEAD' }), {
    httpStatus: 200,
    type: 'application/json',
    body: '',
  });
});

test('an answer that fails is answered with its code, and logged', async (t) => {
  const sources = options({ status: () => Promise.reject(new ConditionError('DATABASE_UNREACHABLE')) });
  const { get } = await serve(t, sources);
  const { httpStatus, body } = await get('/health/status');
  assert.deepEqual([httpStatus, JSON.parse(body)], [503, { code: 'B101', message: 'B101 Database cannot be reached' }]);
  assert.deepEqual(sources.codes, ['B101']);
});

test('an answer that takes too long is cancelled', async (t) => {
  let reason: unknown;
  const status = (signal: AbortSignal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        reason = signal.reason;
        reject(signal.reason as Error);
      });
    });
  const sources = { ...options({ status }), answerTimeoutMs: 5 };
  const { get } = await serve(t, sources);
  assert.equal((await get('/health/status')).httpStatus, 503);
  assert.ok(isCondition(reason, 'HEALTH_STATUS_LATE'));
  assert.deepEqual(sources.codes, ['S106']);
});

test('an address that is taken is a condition', async (t) => {
  const { server } = await serve(t, options());
  await assert.rejects(
    startHealthServer({ ...options(), configuration: { ...configuration, port: server.port } }),
    (error) => isCondition(error, 'HEALTH_ADDRESS_UNUSABLE') && error.details['port'] === server.port,
  );
});

test('closing does not wait for who is still connected', async (t) => {
  const { server } = await serve(t, options());
  const socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write('GET /health/live HTTP/1.1\r\n');
  const { promise: gone, resolve } = Promise.withResolvers<void>();
  socket.on('error', () => undefined).on('close', () => resolve());
  await server.close();
  await gone;
});

test('a server that is disabled is none', async () => {
  const disabled = { ...options(), configuration: { ...configuration, enabled: false } };
  assert.equal(await startHealthServer(disabled), undefined);
});
