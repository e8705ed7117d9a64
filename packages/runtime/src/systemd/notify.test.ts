import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { isCondition } from '@cta/conditions';
import { encodeNotification, notifySystemd, watchdogIntervalMs } from './notify.ts';

/** A real datagram socket: Node.js has none, so another program holds it and prints what comes. */
const receiver = `
import socket, sys
path = sys.argv[1]
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind('\\0' + path[1:] if path.startswith('@') else path)
print('listening', flush=True)
while True:
    print(repr(s.recv(4096).decode()), flush=True)
`;

async function listen(t: TestContext, path: string): Promise<AsyncIterator<string>> {
  const child = spawn('python3', ['-c', receiver, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(async () => {
    child.kill();
    await once(child, 'exit');
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  assert.deepEqual(await lines.next(), { value: 'listening', done: false });
  return lines;
}

const skip = spawnSync('python3', ['--version']).status === 0 ? false : 'needs python3, which holds the socket';

test('systemd is told by a datagram to the socket that it names', { timeout: 20_000, skip }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'cta-notify-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const path of [join(folder, 'notify'), `@cta-notify-${process.pid}`]) {
    const received = await listen(t, path);
    notifySystemd({ state: 'ready', status: 'idle' }, { NOTIFY_SOCKET: path });
    notifySystemd({ state: 'watchdog' }, { NOTIFY_SOCKET: path });
    assert.equal((await received.next()).value, "'READY=1\\nSTATUS=idle'");
    assert.equal((await received.next()).value, "'WATCHDOG=1'");
  }
});

test('nothing is sent where no service manager listens', () => {
  notifySystemd({ state: 'ready' }, {});
});

test('a socket that takes nothing is a condition, with the error of the call', () => {
  assert.throws(
    () => notifySystemd({ state: 'ready' }, { NOTIFY_SOCKET: '/nonexistent/notify' }),
    (error) =>
      isCondition(error, 'SYSTEMD_UNREACHABLE') &&
      error.cause instanceof Error &&
      'code' in error.cause &&
      error.cause.code === 'ENOENT',
  );
});

test('a notification is lines of assignments, and a status stays one line', () => {
  assert.equal(encodeNotification({ state: 'stopping' }, 0n), 'STOPPING=1');
  assert.equal(encodeNotification({ state: 'reloading' }, 12n), 'RELOADING=1\nMONOTONIC_USEC=12');
  assert.equal(encodeNotification({ status: 'two\nlines' }, 0n), 'STATUS=two; lines');
});

test('the watchdog is fed twice in the time that systemd allows, if it watches this process', () => {
  assert.equal(watchdogIntervalMs({ WATCHDOG_USEC: '30000000', WATCHDOG_PID: '7' }, 7), 15_000);
  assert.equal(watchdogIntervalMs({ WATCHDOG_USEC: '30000000' }, 7), 15_000);
  assert.equal(watchdogIntervalMs({ WATCHDOG_USEC: '30000000', WATCHDOG_PID: '8' }, 7), undefined);
  assert.equal(watchdogIntervalMs({}, 7), undefined);
  assert.equal(watchdogIntervalMs({ WATCHDOG_USEC: 'x' }, 7), undefined);
});
