import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PulseReading } from './tape-pulse.ts';
import { healthOf, type Sighting, sighted, type WorkerHealth } from './worker-health.ts';

const limits = { callMarginMs: 1000, stallMs: 3000, lookMs: 500 };
const write = { name: 'write', boundMs: 10_000 } as const;
const healthy = { state: 'healthy' } as const;

/** What is thought of the worker after looks at these times. */
function lookedAt(looks: readonly (readonly [atMs: number, reading: PulseReading])[]): WorkerHealth {
  let sighting: Sighting | undefined;
  for (const [atMs, reading] of looks) sighting = sighted(sighting, reading, atMs, limits);
  assert.ok(sighting !== undefined);
  return healthOf(sighting, limits);
}

/** A look each half second that finds the same. */
function steadily(untilMs: number, reading: (atMs: number) => PulseReading, fromMs = 0) {
  const looks = Array.from({ length: (untilMs - fromMs) / limits.lookMs + 1 }, (_, look) => fromMs + look * 500);
  return looks.map((atMs) => [atMs, reading(atMs)] as const);
}

test('a call may take its bound and the margin, though nothing else moves', () => {
  const inWrite = () => ({ turns: 1, step: 7, call: write });
  assert.deepEqual(lookedAt(steadily(11_000, inWrite)), healthy);
  assert.deepEqual(lookedAt(steadily(11_500, inWrite)), { state: 'hung', call: 'write', forMs: 11_500 });
});

test('a call that does not come back is a hang, though the event loop turns', () => {
  const inWrite = (atMs: number) => ({ turns: atMs, step: 7, call: write });
  assert.deepEqual(lookedAt(steadily(11_500, inWrite)), { state: 'hung', call: 'write', forMs: 11_500 });
});

test('each call has its own time', () => {
  const inWrites = (atMs: number) => ({ turns: 1, step: Math.floor(atMs / 9000), call: write });
  assert.deepEqual(lookedAt(steadily(40_000, inWrites)), healthy);
});

test('a worker that waits for work or for blocks turns its event loop', () => {
  const waiting = (atMs: number) => ({ turns: atMs, step: 8, call: undefined });
  assert.deepEqual(lookedAt(steadily(3_600_000, waiting)), healthy);
});

test('a worker that writes block after block may not turn its event loop for long', () => {
  const busy = (atMs: number) => ({ turns: 1, step: atMs, call: undefined });
  assert.deepEqual(lookedAt(steadily(60_000, busy)), healthy);
});

test('a worker that does nothing at all is hung, in no call', () => {
  const still = () => ({ turns: 3, step: 8, call: undefined });
  assert.deepEqual(lookedAt(steadily(3000, still)), healthy);
  assert.deepEqual(lookedAt(steadily(3500, still)), { state: 'hung', call: undefined, forMs: 3500 });
});

test('a call after a long rest begins its own time', () => {
  const rest = steadily(1_000_000, (atMs) => ({ turns: atMs, step: 8, call: undefined }));
  assert.deepEqual(lookedAt([...rest, [1_000_500, { turns: 1_000_000, step: 9, call: write }]]), healthy);
});

test('time in which the process was stopped does not count', () => {
  const inWrite = () => ({ turns: 1, step: 7, call: write });
  const afterDay = 86_400_000;
  const looks = [...steadily(1000, inWrite), ...steadily(afterDay + 9500, inWrite, afterDay)];
  assert.deepEqual(lookedAt(looks), healthy);
  const still = () => ({ turns: 3, step: 8, call: undefined });
  assert.deepEqual(lookedAt([...steadily(1000, still), [afterDay, still()]]), healthy);
});
