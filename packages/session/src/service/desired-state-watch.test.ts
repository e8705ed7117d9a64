import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DesiredState, Drive } from '@cta/catalogue';
import { createLogger } from '@cta/runtime';
import type { DriveEvent, DriveState } from '../machine/state.ts';
import { sessionEvents } from '../session-events.ts';
import { watchDesiredState } from './desired-state-watch.ts';
import type { DriveOptions } from './drive-parts.ts';

const logger = createLogger({ events: sessionEvents, program: 'test', destination: { write: () => {} } });
const options = { desiredStatePollMs: 1 } as DriveOptions;
const up: DesiredState = { state: 'UP' };
const down = (forced: boolean): DesiredState => ({
  state: 'DOWN',
  code: null,
  text: 'new belt',
  actor: 'operator',
  since: new Date(0),
  forced,
});

/** What is told of what the Catalogue has, look for look, to a service in this phase that takes each wish as its own. */
async function toldOf(looks: readonly DesiredState[], phase: 'transferring' | 'down' = 'transferring') {
  const told: DriveEvent[] = [];
  const ended = new AbortController();
  const left = [...looks];
  const watched = {
    state: { phase, desired: phase === 'down' ? 'down' : 'up', stopping: 'no' } as DriveState,
    wish(event: DriveEvent) {
      told.push(event);
      this.state = { ...this.state, desired: event.type === 'desired-up' ? 'up' : 'down' };
    },
  };
  const clock = {
    now: () => 0,
    sleep: () => {
      if (left.length === 0) ended.abort();
      return Promise.resolve();
    },
  };
  const record = { read: () => Promise.resolve({ desired: left.shift() } as Drive) };
  await watchDesiredState({ clock, options, logger }, record, watched, ended.signal);
  return told.map((event) => (event.type === 'desired-down' && event.forced ? 'forced down' : event.type));
}

test('each change of what is wanted is told once', async () => {
  assert.deepEqual(await toldOf([up, down(false), down(false), up, up]), ['desired-down', 'desired-up']);
  assert.deepEqual(await toldOf([down(true), down(true)]), ['forced down']);
});

test('a drive that is to go down anyway, and now at once, interrupts its session', async () => {
  assert.deepEqual(await toldOf([down(false), down(true), down(true)]), ['desired-down', 'forced down']);
});

test('where there is no session nothing is interrupted', async () => {
  assert.deepEqual(await toldOf([down(true), down(true)], 'down'), []);
});
