import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Mount } from '@cta/scheduler';
import type { DriveState } from '../machine/state.ts';
import { type MeasuredDrive, observeDrive } from './drive-metrics.ts';

type Looks = Record<
  string,
  () => Iterable<{ value: number; attributes?: Readonly<Record<string, string | undefined>> }>
>;

/** What a metric tells of a drive: `value attribute…` for each series. */
function seriesOf(drive: Partial<MeasuredDrive> & { readonly state?: DriveState }, name: string): readonly string[] {
  const looks: Looks = {};
  const { state = { phase: 'idle', desired: 'up', stopping: 'no' } } = drive;
  const measured = {
    service: { state },
    record: { lastTold: 'UP', desired: { state: 'UP' } },
    engine: { buffer: () => ({ limitBytes: 1024, usedBytes: 512 }) },
    ...drive,
  } as const;
  const metrics = {
    add: () => {},
    record: () => {},
    observe: (metric: string, look: never) => void (looks[metric] = look),
  };
  observeDrive(metrics, measured);
  return [...(looks[name]?.() ?? [])].map(({ value, attributes = {} }) =>
    [value, ...Object.values(attributes)].join(' '),
  );
}

const mount = { type: 'RETRIEVE' } as Mount;
const retrieving: DriveState = { phase: 'transferring', desired: 'up', stopping: 'no', mount };

test('each status has a series, and the one that was told last is 1', () => {
  const series = seriesOf({ record: { lastTold: 'TRANSFERING', desired: undefined } }, 'cta.taped.drive.status');
  assert.equal(series.length, 12);
  assert.deepEqual(
    series.filter((line) => line.startsWith('1')),
    ['1 TRANSFERING'],
  );
});

test('the desired state has the code of its reason where a service gave it', () => {
  const desired = (known: MeasuredDrive['record']['desired']) =>
    seriesOf({ record: { lastTold: 'DOWN', desired: known } }, 'cta.taped.drive.desired');
  assert.deepEqual(desired(undefined), []);
  assert.deepEqual(desired({ state: 'UP' }), ['1']);
  assert.deepEqual(desired({ state: 'DOWN', code: 'D103' }), ['0 D103']);
  assert.deepEqual(desired({ state: 'DOWN', code: null }), ['0']);
});

test('the mount that goes on is told by its type, and the way in which files move', () => {
  const mounts = ['0 NO_MOUNT', '0 ARCHIVE_FOR_USER', '1 RETRIEVE', '0 LABEL'];
  assert.deepEqual(seriesOf({ state: retrieving }, 'cta.taped.mount.type'), mounts);
  assert.deepEqual(seriesOf({ state: retrieving }, 'cta.taped.transfer.active'), ['0 write tape', '1 read tape']);
  const mounting: DriveState = { ...retrieving, phase: 'mounting' };
  assert.deepEqual(seriesOf({ state: mounting }, 'cta.taped.transfer.active'), ['0 write tape', '0 read tape']);
  assert.deepEqual(seriesOf({}, 'cta.taped.mount.type')[0], '1 NO_MOUNT');
});

test('the window tells its size and how much of it waits', () => {
  assert.deepEqual(seriesOf({}, 'cta.taped.buffer.limit'), ['1024']);
  assert.deepEqual(seriesOf({}, 'cta.taped.buffer.usage'), ['512']);
});
