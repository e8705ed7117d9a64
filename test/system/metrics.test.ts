import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { test } from 'node:test';
import { setDrivesUp } from '@cta/admin';
import { mergeMetrics, prometheusNames, runtimeMetrics } from '@cta/runtime';
import { sessionMetrics } from '@cta/session';
import { maintenanceMetrics } from '../../apps/cta-maintd/src/maintenance-metrics.ts';
import { Scrape } from './rig/metrics-of-service.ts';
import { OutageScene } from './rig/outage-scene.ts';

const scene = await OutageScene.build('X00001');
const { rig } = scene;
const [drivePort, maintenancePort] = scene.ports;

/** Waits until the drive service answers with metrics of which this holds. */
function untilDrive(what: string, holds: (scrape: Scrape) => boolean): Promise<Scrape> {
  return rig.until(what, async () => {
    const scrape = await Scrape.of(drivePort);
    return holds(scrape) ? scrape : undefined;
  });
}

const archived = { cta_io_direction: 'write', cta_io_medium: 'tape', error_type: '' };

test('an archive is measured: files, bytes, the mount, what the drive does', async () => {
  await scene.begin();
  const before = await Scrape.of(drivePort);
  assert.equal(before.value('cta_taped_transfer_file_count_total', archived), 0);
  const submission = await rig.archive(await rig.makeFiles('first', 3, 100_000), 'one_copy');
  assert.deepEqual(await rig.settled(submission), { queued: 0, active: 0, done: 3, failed: 0 });
  const after = await untilDrive('the end of the mount', (scrape) =>
    scrape.labelsOfOnes('cta_taped_mount_type', 'cta_taped_mount_type').includes('NO_MOUNT'),
  );
  for (const side of [archived, { ...archived, cta_io_direction: 'read', cta_io_medium: 'disk' }]) {
    assert.equal(after.value('cta_taped_transfer_file_count_total', side), 3);
    assert.equal(after.value('cta_taped_transfer_file_size_total', side), 300_000);
  }
  // The window that is configured, less what goes beside the blocks.
  const [limit = 0, most] = [after.value('cta_taped_buffer_limit'), 4 * 1024 * 1024];
  assert.ok(limit > most * 0.9 && limit <= most, `a window of ${limit} bytes`);
  // That of the label, and that of the archive.
  assert.equal(after.value('cta_taped_mount_duration_count', { cta_io_direction: 'write' }), 2);
  await untilDrive(
    'a drive at rest',
    (scrape) => scrape.labelsOfOnes('cta_taped_drive_status', 'cta_taped_drive_state').join() === 'UP',
  );
  assert.equal(after.value('cta_taped_drive_desired'), 1);
});

test('services measure what is declared, and nothing else', async () => {
  const services = [
    { port: drivePort, metrics: mergeMetrics(runtimeMetrics, sessionMetrics) },
    { port: maintenancePort, metrics: mergeMetrics(runtimeMetrics, maintenanceMetrics) },
  ];
  for (const { port, metrics } of services) {
    const declared = Object.entries(metrics).flatMap(([name, metric]) => prometheusNames(name, metric));
    const { names } = await Scrape.of(port);
    assert.deepEqual([...names].toSorted(), [...declared, 'target_info'].toSorted());
  }
});

test('a file that fails is measured with its code', async () => {
  const [path = ''] = await rig.makeFiles('gone', 1, 1000);
  const submission = await rig.archive([path], 'one_copy');
  await rm(path);
  assert.deepEqual(await rig.settled(submission), { queued: 0, active: 0, done: 0, failed: 1 });
  const failed = { cta_io_direction: 'read', cta_io_medium: 'disk', error_type: 'F101' };
  const scrape = await Scrape.of(drivePort);
  assert.ok((scrape.value('cta_taped_transfer_file_count_total', failed) ?? 0) >= 1);
  assert.ok((scrape.value('cta_condition_count_total', { cta_condition_code: 'F101' }) ?? 0) >= 1);
});

test('a database that is away is told of by both services, with its code, until it is back', async () => {
  const lost = { cta_connection_name: 'SchedulerDB', cta_condition_code: 'B101' };
  await scene.during('refusing connections', 'SchedulerDB', async () => {
    for (const port of scene.ports) {
      await rig.until(`the outage at port ${port}`, async () => {
        return (await Scrape.of(port)).value('cta_service_outage', lost) === 1 || undefined;
      });
      const scrape = await Scrape.of(port);
      assert.ok((scrape.value('cta_condition_count_total', { cta_condition_code: 'B101' }) ?? 0) >= 1);
    }
    const ofOther = { cta_connection_name: 'Catalogue' };
    assert.equal((await Scrape.of(drivePort)).value('cta_service_outage', ofOther), 0);
  });
  for (const port of scene.ports) {
    const scrape = await Scrape.of(port);
    assert.equal(scrape.value('cta_service_outage', lost), undefined);
    assert.equal(scrape.value('cta_service_outage', { cta_connection_name: 'SchedulerDB' }), 0);
  }
});

test('a drive that is put down is 0 with the code, until it is set up', async () => {
  const fault = { kind: 'sense', sense: '4/44/00' } as const;
  await rig.library.plan({ unit: 'VTL0000001', command: 'WRITE', skip: 8, fault });
  const submission = await rig.archive(await rig.makeFiles('second', 3, 1_000_000), 'one_copy');
  const down = await untilDrive(
    'the drive to be down',
    (scrape) => scrape.labelsOfOnes('cta_taped_drive_status', 'cta_taped_drive_state').join() === 'DOWN',
  );
  assert.equal(down.value('cta_taped_drive_desired', { cta_condition_code: 'D103' }), 0);
  const counted = { cta_condition_code: 'D103', cta_condition_suspect: 'drive' };
  assert.ok((down.value('cta_condition_count_total', counted) ?? 0) >= 1);
  await setDrivesUp(rig.admin, { pattern: scene.driveName, reason: '' });
  await rig.settled(submission);
  const up = await Scrape.of(drivePort);
  assert.equal(up.value('cta_taped_drive_desired'), 1);
  assert.deepEqual(up.labels('cta_taped_drive_desired', 'cta_condition_code'), [undefined]);
});
