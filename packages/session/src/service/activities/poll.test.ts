import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionError } from '@cta/conditions';
import type { ActivityContext } from '../activity.ts';
import { poll } from './poll.ts';

const down = { phase: 'down', desired: 'down', stopping: 'no' } as const;

/** Lets a drive that is DOWN be asked, until its answers are used up; then the phase is left. */
async function asked({ answers, isLost = false }: { answers: readonly ('good' | 'none')[]; isLost?: boolean }) {
  const leaving = new AbortController();
  const told: unknown[] = [];
  const looks: unknown[] = [];
  let pauses = 0;
  const context = {
    parts: {
      engine: { isLost },
      options: { downPollMs: 60_000 },
      logger: { emit: (event: string) => told.push(event) },
      clock: {
        sleep: async (durationMs: number, signal: AbortSignal) => {
          assert.equal(durationMs, 60_000);
          pauses += 1;
          if (pauses === answers.length) leaving.abort(new DOMException('no longer wanted', 'AbortError'));
          signal.throwIfAborted();
        },
      },
    },
    hardware: {
      look: async (_parts: unknown, options: unknown) => {
        looks.push(options);
        if (answers[looks.length - 1] === 'none') throw new ConditionError('DRIVE_NO_ANSWER');
      },
    },
  } as unknown as ActivityContext;
  await assert.rejects(poll(context, down, leaving.signal), { name: 'AbortError' });
  return { told, looks };
}

test('a drive that is DOWN is asked again and again, by what clears nothing, until the phase is left', async () => {
  const { told, looks } = await asked({ answers: ['good', 'good'] });
  assert.deepEqual(looks, [{ mayClear: false }, { mayClear: false }]);
  assert.deepEqual(told, []);
});

test('that it does not answer is told once, and again once it has answered', async () => {
  const { told } = await asked({ answers: ['none', 'none', 'good', 'none', 'none'] });
  assert.deepEqual(told, ['drive_not_asked', 'drive_not_asked']);
});

test('a drive whose thread is lost is not asked: it would be opened anew, which sets modes', async () => {
  assert.deepEqual((await asked({ answers: ['good', 'good'], isLost: true })).looks, []);
});
