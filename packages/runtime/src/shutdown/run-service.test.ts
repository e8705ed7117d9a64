import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { listenToNotifications, noNotifications as skip } from '../testing/notification-listener.ts';

const runtime = JSON.stringify(new URL('../index.ts', import.meta.url).href);
const conditions = JSON.stringify(import.meta.resolve('@cta/conditions'));
const clock = JSON.stringify(import.meta.resolve('@cta/clock'));

/** A service in a process of its own whose main part is `body`. */
function start(t: TestContext, body: string, environment: NodeJS.ProcessEnv = {}) {
  const script = `
    import { ConditionError } from ${conditions};
    import { createLogger, runService, runtimeEvents } from ${runtime};
    import { systemClock } from ${clock};
    const logger = createLogger({ events: runtimeEvents, program: 'cta-test' });
    await runService(logger, async ({ shutdown, announceReady, stopMayTake }) => { ${body} });`;
  const child = spawn(process.execPath, ['--conditions=@cta/source', '--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  t.after(() => child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse(String((await lines.next()).value)) as Record<string, unknown>;
  const exit = once(child, 'exit').then(([status]: unknown[]) => status);
  return { child, next, exit };
}

const timeout = 20_000;

test('a service that is told to stop exits with 0', { timeout }, async (t) => {
  const { child, next, exit } = start(t, `announceReady(); await systemClock.sleep(60_000, shutdown.signal);`);
  assert.equal((await next())['event'], 'service_starting');
  assert.equal((await next())['event'], 'service_ready');
  child.kill('SIGTERM');
  const stopping = await next();
  assert.deepEqual([stopping['event'], stopping['reason']], ['service_stopping', 'SIGTERM']);
  assert.equal((await next())['event'], 'service_stopped');
  assert.equal(await exit, 0);
});

test('systemd is told how long a stop may take, as it is when the stop begins', { timeout, skip }, async (t) => {
  const socket = `@cta-stop-${process.pid}`;
  const told = await listenToNotifications(t, socket);
  const body = `let ms = 1; stopMayTake(() => ms); announceReady(); ms = 3_600_000; await systemClock.sleep(60_000, shutdown.signal);`;
  const { child } = start(t, body, { NOTIFY_SOCKET: socket });
  assert.equal(await told(), 'READY=1');
  child.kill('SIGTERM');
  assert.equal(await told(), 'STOPPING=1\nEXTEND_TIMEOUT_USEC=3600000000');
});

test('a second signal hurries it', { timeout }, async (t) => {
  const { child, next, exit } = start(t, `announceReady(); await systemClock.sleep(60_000, shutdown.hurry);`);
  await next();
  await next();
  child.kill('SIGTERM');
  assert.equal((await next())['event'], 'service_stopping');
  child.kill('SIGINT');
  assert.equal((await next())['event'], 'service_hurrying');
  assert.equal(await exit, 0);
});

test('a service that cannot start exits with the status of the reason, which is logged', { timeout }, async (t) => {
  const { next, exit } = start(t, `throw new ConditionError('CONFIGURATION_INVALID', { message: 'x.toml' });`);
  await next();
  const failed = await next();
  assert.deepEqual([failed['event'], failed['code'], failed['exit_status']], ['service_failed', 'S101', 78]);
  assert.equal(await exit, 78);
});

test('an error that nobody caught is logged in full and ends the process', { timeout }, async (t) => {
  const bodies = {
    uncaughtException: `setImmediate(() => { throw new TypeError('oops'); }); await systemClock.sleep(60_000, shutdown.signal);`,
    unhandledRejection: `Promise.reject(new TypeError('oops')); await systemClock.sleep(60_000, shutdown.signal);`,
  };
  for (const [origin, body] of Object.entries(bodies)) {
    const { next, exit } = start(t, body);
    await next();
    const line = await next();
    assert.deepEqual([line['event'], line['code'], line['origin']], ['unforeseen_error', 'S001', origin]);
    assert.deepEqual(line['causes'], ['TypeError: oops']);
    assert.ok(Array.isArray(line['stack']) && line['stack'].length > 0);
    assert.equal(await exit, 70);
  }
});
