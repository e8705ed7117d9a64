import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Vid } from '@cta/catalogue';
import { isCondition } from '@cta/conditions';
import { testDatabase } from '@cta/testing';
import type { LabelRequestId } from '../identifiers.ts';
import { endMount } from '../mounts/end-mount.ts';
import type { Mount } from '../mounts/mount.ts';
import { mountOf, tape } from '../testing/examples.ts';
import { schedulerTemplate } from '../testing/scheduler-template.ts';
import { labelQueues } from './label-queues.ts';
import { labelRequest } from './label-request-state.ts';
import { queueLabel } from './queue-label.ts';
import { failLabel, reportLabelled } from './settle-label.ts';

const { db } = await testDatabase(schedulerTemplate);
const author = { user: 'operator', host: 'console' };

const queued = (vid: string): Promise<LabelRequestId> =>
  queueLabel(db, { vid: Vid(vid), logicalLibrary: 'library', force: false, author });

const mountFor = (vid: string, labelRequestId: LabelRequestId): Promise<Mount> =>
  mountOf(db, tape(vid), { type: 'LABEL', labelRequestId, force: false, oldVid: undefined });

describe('A label request', () => {
  test('goes from queued over active to done, told once', async () => {
    const id = await queued('V00001');
    assert.deepEqual(await labelRequest(db, id), { state: 'queued' });
    const { mountId } = await mountFor('V00001', id);
    assert.deepEqual(await labelRequest(db, id), { state: 'active' });
    assert.equal(await reportLabelled(db, mountId), 1);
    assert.equal(await reportLabelled(db, mountId), 0);
    assert.deepEqual(await endMount(db, mountId), { ended: true, requeued: 0 });
    assert.deepEqual(await labelRequest(db, id), { state: 'done' });
  });

  test('that fails says why', async () => {
    const id = await queued('V00002');
    const { mountId } = await mountFor('V00002', id);
    assert.equal(await failLabel(db, mountId, { code: 'M103', text: 'write-protected' }), 1);
    assert.deepEqual(await labelRequest(db, id), { state: 'failed', code: 'M103', text: 'write-protected' });
  });

  test('is queued again when its mount ends without a word', async () => {
    const id = await queued('V00003');
    const { mountId } = await mountFor('V00003', id);
    assert.deepEqual(await endMount(db, mountId), { ended: true, requeued: 1 });
    assert.deepEqual(await labelRequest(db, id), { state: 'queued' });
    assert.deepEqual(
      (await labelQueues(db)).map(({ logicalLibrary, requests }) => [logicalLibrary, requests]),
      [['library', 1]],
    );
  });

  test('is refused while the tape has one, and may be made again afterwards', async () => {
    const id = await queued('V00004');
    await assert.rejects(queued('V00004'), (error) => isCondition(error, 'LABEL_ALREADY_REQUESTED'));
    const { mountId } = await mountFor('V00004', id);
    await assert.rejects(queued('V00004'), (error) => isCondition(error, 'LABEL_ALREADY_REQUESTED'));
    await reportLabelled(db, mountId);
    assert.notEqual(await queued('V00004'), id);
  });

  test('that is unknown has no state', async () => {
    assert.equal(await labelRequest(db, 999_999n as LabelRequestId), undefined);
  });
});
