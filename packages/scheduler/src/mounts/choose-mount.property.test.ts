import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DriveName, type MountId } from '@cta/catalogue';
import fc from 'fast-check';
import type { QueueSummary } from '../queues/queue-summary.ts';
import { tape } from '../testing/examples.ts';
import { chooseMount } from './choose-mount.ts';
import type { LiveMount } from './mount.ts';
import type { CandidateTape, MountSnapshot } from './mount-snapshot.ts';

const pools = ['pool1', 'pool2', 'pool3'];
const voOf = (pool: string): string => (pool === 'pool3' ? 'vo2' : 'vo1');
const allTapes: readonly CandidateTape[] = pools.flatMap((tapePool) =>
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
  .uniqueArray(
    fc.record({ tape: fc.constantFrom(...allTapes), type: fc.constantFrom('ARCHIVE_FOR_USER', 'RETRIEVE') }),
    {
      selector: (mount) => mount.tape.vid,
      maxLength: 6,
    },
  )
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

/** The tapes, with quotas of their virtual organizations. */
const tapes = fc
  .tuple(quota, quota)
  .map(([quota1, quota2]) => allTapes.map((each) => ({ ...each, ...(each.vo === 'vo1' ? quota1 : quota2) })));

const snapshots: fc.Arbitrary<MountSnapshot> = tapes.chain((quotaTapes) =>
  fc.record({
    now: fc.constant(200),
    driveName: fc.constant(DriveName('idle drive')),
    criteria: fc.constant({ minBytes: 2_000, minFiles: 20 }),
    labels: fc.constant([]),
    archiveQueues: fc
      .uniqueArray(fc.tuple(fc.constantFrom(...pools), summaries), { selector: ([pool]) => pool })
      .map((queues) => queues.map(([tapePool, summary]) => ({ tapePool, ...summary }))),
    retrieveQueues: fc
      .uniqueArray(fc.tuple(fc.constantFrom(...allTapes), summaries), { selector: ([{ vid }]) => vid })
      .map((queues) => queues.map(([{ vid }, summary]) => ({ vid, ...summary }))),
    policies: fc.constant(new Map()),
    writableTapes: fc.subarray([...quotaTapes]),
    readableTapes: fc.subarray([...quotaTapes]).map((some) => new Map(some.map((each) => [each.vid, each]))),
    mounts: liveMounts,
  }),
);

test('A choice never takes a tape in use, never exceeds a quota, and serves a queue that there is', () => {
  fc.assert(
    fc.property(snapshots, (snapshot) => {
      const choice = chooseMount(snapshot);
      if (choice === undefined) return;
      const { type } = choice.purpose;
      const { vid, vo, tapePool, readMaxDrives, writeMaxDrives } = choice.tape;
      assert.ok(!snapshot.mounts.some((mount) => mount.vid === vid));
      const allowed = type === 'RETRIEVE' ? readMaxDrives : writeMaxDrives;
      assert.ok(snapshot.mounts.filter((mount) => mount.vo === vo && mount.type === type).length < allowed);
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
