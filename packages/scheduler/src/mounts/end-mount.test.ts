import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DriveName, type MountId } from '@cta/catalogue';
import { sql } from '@cta/database';
import { testDatabase } from '@cta/testing';
import { queueArchive } from '../archive/queue-archive.ts';
import { takeArchiveJobs } from '../archive/take-archive-jobs.ts';
import { archiveRequest, mountOf, tape } from '../testing/examples.ts';
import { schedulerTemplate } from '../testing/scheduler-template.ts';
import { endMount, requeueDeadMount, touchMount } from './end-mount.ts';
import { deadMounts, liveMountOf, liveMounts } from './live-mounts.ts';

const { db } = await testDatabase(schedulerTemplate);
const tenMinutes = { olderThanMs: 600_000 };

async function silentFor(mountId: MountId, seconds: number): Promise<void> {
  await db.execute(
    sql`UPDATE mount SET last_update_time = last_update_time - ${seconds}::bigint WHERE mount_id = ${mountId}`,
  );
}

describe('A mount', () => {
  test('is live until it ends, and keeps drive and tape from others', async () => {
    const mount = await mountOf(db, tape('V00001'));
    await assert.rejects(mountOf(db, tape('V00001')));
    const live = await liveMountOf(db, DriveName('drive of V00001'));
    assert.equal(live?.mountId, mount.mountId);
    assert.deepEqual(await liveMounts(db), [live]);
    await endMount(db, mount.mountId);
    assert.equal(await liveMountOf(db, DriveName('drive of V00001')), undefined);
    await endMount(db, (await mountOf(db, tape('V00001'))).mountId);
  });

  test('is dead after a silence, its jobs go back, and its drive service is told so', async () => {
    const mount = await mountOf(db, tape('V00002', { tapePool: 'dead' }));
    await queueArchive(db, [archiveRequest(1, { copies: [{ copyNb: 1, tapePool: 'dead' }] })]);
    await takeArchiveJobs(db, mount, { maxFiles: 1, maxBytes: 1 });
    await silentFor(mount.mountId, 601);
    assert.deepEqual(
      (await deadMounts(db, tenMinutes)).map(({ mountId }) => mountId),
      [mount.mountId],
    );
    assert.deepEqual(await requeueDeadMount(db, mount.mountId, tenMinutes), { ended: true, requeued: 1 });
    assert.deepEqual(await requeueDeadMount(db, mount.mountId, tenMinutes), { ended: false, requeued: 0 });
    assert.equal(await touchMount(db, mount.mountId), false);
  });

  test('that is heard of again after all is not ended', async () => {
    const mount = await mountOf(db, tape('V00003'));
    await silentFor(mount.mountId, 601);
    assert.equal((await deadMounts(db, tenMinutes)).length, 1);
    assert.equal(await touchMount(db, mount.mountId), true);
    assert.deepEqual(await requeueDeadMount(db, mount.mountId, tenMinutes), { ended: false, requeued: 0 });
    assert.equal(await touchMount(db, mount.mountId), true);
  });

  test('that nobody knows ends without ado', async () => {
    assert.deepEqual(await endMount(db, 999_999n as MountId), { ended: false, requeued: 0 });
  });
});
