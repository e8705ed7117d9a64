import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MountId, Vid } from '@cta/catalogue';
import { ConditionError } from '@cta/conditions';
import { createLogger } from '@cta/runtime';
import type { Mount } from '@cta/scheduler';
import type { DriveState } from '../machine/state.ts';
import { sessionEvents } from '../session-events.ts';
import { tellHang } from './hang-report.ts';

const hang = new ConditionError('TAPE_WORKER_HUNG', { message: 'unload has not come back for 9 s' });

/** What is told of a hang in a state: to the log, and to the Catalogue. */
function toldIn(state: DriveState) {
  const told: unknown[] = [];
  const logger = createLogger({
    events: sessionEvents,
    program: 'test',
    destination: { write: (line) => told.push((JSON.parse(line) as { readonly code: string }).code) },
  });
  const record = {
    fault: ({ mountId, vid }: { readonly mountId: bigint; readonly vid: string }, { code }: ConditionError) =>
      void told.push(['fault', mountId, vid, code]),
    putDown: ({ code }: ConditionError) => void told.push(['put down', code]),
  };
  tellHang({ parts: { logger }, record }, state, hang);
  return told;
}

test('a hang in a mount is a fault of its session', () => {
  const mount: Mount = {
    mountId: MountId(7n),
    type: 'RETRIEVE',
    vid: Vid('V00001'),
    tapePool: 'pool',
    vo: 'vo',
    logicalLibrary: 'library',
    mediaType: 'LTO9',
    vendor: 'vendor',
    capacityBytes: 1n,
    labelFormat: 0,
    lastFseq: 0n,
  };
  assert.deepEqual(toldIn({ phase: 'unmounting', desired: 'up', stopping: 'no', mount }), [
    'S606',
    ['fault', 7n, 'V00001', 'S606'],
  ]);
});

test('a hang of a service that has not yet entered the drive is told to the log alone', () => {
  assert.deepEqual(toldIn({ phase: 'starting', desired: 'down', stopping: 'no' }), ['S606']);
});

test('a hang without a mount puts the drive down: no tape can be the reason, and the next start would hang too', () => {
  assert.deepEqual(toldIn({ phase: 'probing', desired: 'up', stopping: 'no' }), ['S606', ['put down', 'S606']]);
});
