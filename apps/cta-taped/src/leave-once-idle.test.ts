import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { createLogger, mergeEvents, runtimeEvents, Shutdown } from '@cta/runtime';
import { type Phase, sessionEvents } from '@cta/session';
import { LeaveOnceIdle } from './leave-once-idle.ts';

function serviceIn(phase: Phase) {
  const logged: unknown[] = [];
  const write = (line: string) => void logged.push((JSON.parse(line) as { event: string }).event);
  const events = mergeEvents(runtimeEvents, sessionEvents);
  const logger = createLogger({ events, program: 'cta-test', destination: { write } });
  const source = new EventEmitter();
  const shutdown = new Shutdown({ logger, source });
  const leaving = new LeaveOnceIdle({ logger, shutdown, source });
  leaving.entered(phase);
  return { logged, source, shutdown, leaving };
}

test('a service that does nothing with a tape stops at once', () => {
  for (const phase of ['starting', 'down', 'idle'] as const) {
    const { logged, source, shutdown } = serviceIn(phase);
    source.emit('SIGQUIT');
    assert.equal(shutdown.signal.aborted, true, phase);
    assert.deepEqual(logged, ['leave_wanted', 'service_stopping']);
  }
});

test('one that does goes on until its tape is away', () => {
  const { source, shutdown, leaving } = serviceIn('transferring');
  source.emit('SIGQUIT');
  leaving.entered('unmounting');
  assert.equal(shutdown.signal.aborted, false);
  leaving.entered('idle');
  assert.equal(shutdown.signal.aborted, true);
});

test('told twice, or while it stops, it is not hurried', () => {
  const { logged, source, shutdown, leaving } = serviceIn('idle');
  source.emit('SIGQUIT');
  source.emit('SIGQUIT');
  leaving.entered('stopped');
  assert.equal(shutdown.hurry.aborted, false);
  assert.deepEqual(logged, ['leave_wanted', 'service_stopping']);
});

test('one that is not told stays', () => {
  const { shutdown, leaving } = serviceIn('idle');
  leaving.entered('mounting');
  leaving.entered('idle');
  assert.equal(shutdown.signal.aborted, false);
});
