import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DriveName, type MountId, Vid } from '@cta/catalogue';
import fc from 'fast-check';
import type { QueueSummary } from '../queues/queue-summary.ts';
import { tape } from '../testing/examples.ts';
import { chooseMount } from './choose-mount.ts';
import type { LiveMount, MountTape } from './mount.ts';
import type { MountSnapshot } from './mount-snapshot.ts';

const vos = ['vo1', 'vo2'];
const pools = ['pool1', 'pool2', 'pool3'];
const voOf = (pool: string): string => (pool === 'pool3' ? 'vo2' : 'vo1');
const tapes: readonly MountTape[] = pools.flatMap((tapePool) =>
  [1, 2, 3].map((number) => tape(`${tapePool.toUpperCase()}N${number}`, { tapePool, vo: voOf(tapePool) })),
);

const summaries = fc.record({
  jobs: fc.integer({ min: 1, max: 40 }),
  bytes: fc.bigInt({ min: 1n, max: 4_000n }),
  oldestStartTime: fc.integer({ min: 0, max: 200 }),
  priority: fc.integer({ min: 0, max: 3 }),
  minRequestAge: fc.integer({ min: 0, max: 200 }),
  policies: fc.constant([]),
}) satisfies fc.Arbitrary<QueueSummary>;

const quota = fc.record({ readMaxDrives: fc.nat(3), writeMaxDrives: fc.nat(3) });

const liveMounts = fc
  .uniqueArray(fc.record({ tape: fc.constantFrom(...tapes), type: fc.constantFrom('ARCHIVE_FOR_USER', 'RETRIEVE') }), {
    selector: (mount) => mount.tape.vid,
    maxLength: 6,
  })
  .map((mounts) =>
    mounts.map(
      (mount, index): LiveMount => ({
        ...mount.tape,
        mountId: BigInt(index + 1) as MountId,
        type: mount.type,
        driveName: DriveName(`drive${index}`),
        host: 'host',
        startTime: 0,
        lastUpdateTime: 0,
      }),
    ),
  );

const snapshots: fc.Arbitrary<MountSnapshot> = fc.record({
  now: fc.constant(200),
  driveName: fc.constant(DriveName('idle drive')),
  criteria: fc.constant({ minBytes: 2_000, minFiles: 20 }),
  labels: fc.constant([]),
  archiveQueues: fc
    .uniqueArray(fc.tuple(fc.constantFrom(...pools), summaries), { selector: ([pool]) => pool })
    .map((queues) => queues.map(([tapePool, summary]) => ({ tapePool, ...summary }))),
  retrieveQueues: fc
    .uniqueArray(fc.tuple(fc.constantFrom(...tapes), summaries), { selector: ([{ vid }]) => vid })
    .map((queues) => queues.map(([{ vid }, summary]) => ({ vid, ...summary }))),
  policies: fc.constant(new Map()),
  writableTapes: fc.subarray([...tapes]),
  readableTapes: fc.subarray([...tapes]).map((some) => new Map(some.map((each) => [Vid(each.vid), each]))),
  quotas: fc
    .tuple(quota, quota)
    .map(
      (quotas) => new Map(vos.flatMap((vo, index) => [[vo, quotas[index] ?? { readMaxDrives: 0, writeMaxDrives: 0 }]])),
    ),
  mounts: liveMounts,
});

test('A choice never takes a tape in use, never exceeds a quota, and serves a queue that there is', () => {
  fc.assert(
    fc.property(snapshots, (snapshot) => {
      const choice = chooseMount(snapshot);
      if (choice === undefined) return;
      const { type } = choice.purpose;
      const { vid, vo, tapePool } = choice.tape;
      assert.ok(!snapshot.mounts.some((mount) => mount.vid === vid));
      const quotas = snapshot.quotas.get(vo);
      const allowed = type === 'RETRIEVE' ? quotas?.readMaxDrives : quotas?.writeMaxDrives;
      assert.ok(snapshot.mounts.filter((mount) => mount.vo === vo && mount.type === type).length < (allowed ?? 0));
      const queued =
        type === 'RETRIEVE'
          ? snapshot.retrieveQueues.some((queue) => queue.vid === vid) && snapshot.readableTapes.has(vid)
          : snapshot.archiveQueues.some((queue) => queue.tapePool === tapePool) &&
            snapshot.writableTapes.some((each) => each.vid === vid);
      assert.ok(queued);
    }),
  );
});

test('The order in which queues are listed changes nothing', () => {
  fc.assert(
    fc.property(snapshots, (snapshot) => {
      const reversed = {
        ...snapshot,
        archiveQueues: snapshot.archiveQueues.toReversed(),
        retrieveQueues: snapshot.retrieveQueues.toReversed(),
      };
      assert.deepEqual(chooseMount(reversed), chooseMount(snapshot));
    }),
  );
});

test('Mounting until nothing is chosen ends, within every quota', () => {
  fc.assert(
    fc.property(snapshots, (snapshot) => {
      let mounts = [...snapshot.mounts];
      for (let drive = 0; ; drive += 1) {
        const choice = chooseMount({ ...snapshot, mounts });
        if (choice === undefined) return;
        assert.ok(drive < 12, 'two virtual organizations have three readers and three writers each at most');
        const mount = {
          ...choice.tape,
          mountId: BigInt(100 + drive) as MountId,
          type: choice.purpose.type,
          driveName: DriveName(`further drive ${drive}`),
          host: 'host',
          startTime: 0,
          lastUpdateTime: 0,
        };
        mounts = [...mounts, mount];
      }
    }),
  );
});
