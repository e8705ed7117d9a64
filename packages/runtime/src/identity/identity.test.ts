import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { test } from 'node:test';
import { hostName } from './host-name.ts';
import { version } from './version.ts';

test('the version is one', () => {
  assert.match(version, /^\d+\.\d+\.\d+/);
});

test('the host name is short', () => {
  assert.doesNotMatch(hostName(), /\./);
  assert.ok(hostname().startsWith(hostName()));
});
