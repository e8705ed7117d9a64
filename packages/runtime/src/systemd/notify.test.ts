import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isCondition } from '@cta/conditions';
import { listenToNotifications, noNotifications as skip } from '../testing/notification-listener.ts';
import { encodeNotification, notifySystemd, watchdogIntervalMs } from './notify.ts';

test('systemd is told by a datagram to the socket that it names', { timeout: 20_000, skip }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'cta-notify-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const path of [join(folder, 'notify'), `@cta-notify-${process.pid}`]) {
    const received = await listenToNotifications(t, path);
    notifySystemd({ state: 'ready', status: 'idle' }, { NOTIFY_SOCKET: path });
    notifySystemd({ state: 'watchdog' }, { NOTIFY_SOCKET: path });
    assert.equal(await received(), 'READY=1\nSTATUS=idle');
    assert.equal(await received(), 'WATCHDOG=1');
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
  assert.equal(
    encodeNotification({ state: 'stopping', mayTakeMs: 1500 }, 0n),
    'STOPPING=1\nEXTEND_TIMEOUT_USEC=1500000',
  );
  assert.equal(encodeNotification({ status: 'two\nlines' }, 0n), 'STATUS=two; lines');
});

test('the watchdog is fed twice in the time that systemd allows, if it watches this process', () => {
  assert.equal(watchdogIntervalMs({ WATCHDOG_USEC: '30000000', WATCHDOG_PID: '7' }, 7), 15_000);
  assert.equal(watchdogIntervalMs({ WATCHDOG_USEC: '30000000' }, 7), 15_000);
  assert.equal(watchdogIntervalMs({ WATCHDOG_USEC: '30000000', WATCHDOG_PID: '8' }, 7), undefined);
  assert.equal(watchdogIntervalMs({}, 7), undefined);
  assert.equal(watchdogIntervalMs({ WATCHDOG_USEC: 'x' }, 7), undefined);
});
