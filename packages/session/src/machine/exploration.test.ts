import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionError } from '@cta/conditions';
import type { Mount } from '@cta/scheduler';
import { type DriveAction, type DriveEvent, type DriveState, initialState, type Phase } from './state.ts';
import { next, transitions } from './transitions.ts';

const mount = { mountId: 7n, type: 'ARCHIVE_FOR_USER', vid: 'V00001' } as unknown as Mount;
const driveFault = new ConditionError('DRIVE_HARDWARE_ERROR');
const mediumFault = new ConditionError('MEDIUM_WRITE_ERROR');

const wishes: readonly DriveEvent[] = [
  { type: 'desired-up' },
  { type: 'desired-down', forced: false },
  { type: 'desired-down', forced: true },
  { type: 'stop' },
  { type: 'hurry' },
];

const faults: readonly DriveEvent[] = [
  { type: 'failed', error: driveFault },
  { type: 'failed', error: mediumFault },
];

/** How each activity can end by itself. */
const ends: Readonly<Record<Phase, readonly DriveEvent[]>> = {
  starting: [
    { type: 'registered', desired: 'up' },
    { type: 'registered', desired: 'down' },
  ],
  recovering: [{ type: 'recovered' }, ...faults],
  down: [],
  probing: [{ type: 'probed' }, { type: 'cartridge-found' }, ...faults],
  idle: [{ type: 'mount-granted', mount }, ...faults],
  mounting: [{ type: 'mounted' }, { type: 'mount-empty' }, ...faults],
  transferring: [{ type: 'transferred' }, ...faults],
  unmounting: [{ type: 'unmounted' }, ...faults],
  cleaning: [{ type: 'cleaned' }, ...faults],
  stopped: [],
};

interface Explored {
  readonly state: DriveState;
  /** Whether the running activity was told to cancel. */
  readonly cancelled: boolean;
}

interface Edge {
  readonly from: Explored;
  readonly event: DriveEvent;
  readonly actions: readonly DriveAction[];
  readonly to: Explored;
}

function eventsOf({ state, cancelled }: Explored): readonly DriveEvent[] {
  return [...wishes, ...ends[state.phase], ...(cancelled ? [{ type: 'cancelled' } as const] : [])];
}

function keyOf({ state, cancelled }: Explored): string {
  const fault = state.phase === 'cleaning' ? state.fault.suspect : '';
  return [state.phase, state.desired, state.stopping, fault, cancelled].join(' ');
}

function follow(from: Explored, event: DriveEvent): Edge {
  const { state, actions } = next(from.state, event);
  const started = actions.some(({ type }) => type === 'start');
  const cancelled = actions.some(({ type }) => type === 'cancel') || (from.cancelled && !started);
  return { from, event, actions, to: { state, cancelled: cancelled && isActive(state) } };
}

function explore(): readonly Edge[] {
  const seen = new Set<string>();
  const edges: Edge[] = [];
  const open: Explored[] = [{ state: initialState, cancelled: false }];
  for (let from = open.pop(); from !== undefined; from = open.pop()) {
    if (seen.has(keyOf(from))) continue;
    seen.add(keyOf(from));
    for (const event of eventsOf(from)) {
      const edge = follow(from, event);
      edges.push(edge);
      open.push(edge.to);
    }
  }
  return edges;
}

const edges = explore();
const reached = new Map(edges.flatMap(({ from, to }) => [from, to]).map((explored) => [keyOf(explored), explored]));

function describe({ from, event, to }: Edge): string {
  return `${keyOf(from)} --${event.type}--> ${keyOf(to)}`;
}

test('every phase is reached', () => {
  const phases = new Set([...reached.values()].map(({ state }) => state.phase));
  assert.deepEqual([...phases].sort(), Object.keys(transitions).sort());
});

function isActive({ phase }: DriveState): boolean {
  return phase !== 'down' && phase !== 'stopped';
}

test('an activity is started exactly when none runs and the phase has one', () => {
  const wished = new Set(wishes.map(({ type }) => type));
  for (const edge of edges) {
    const runs = isActive(edge.from.state) && wished.has(edge.event.type);
    const starts = edge.actions.filter(({ type }) => type === 'start').length;
    assert.equal(starts, !runs && isActive(edge.to.state) ? 1 : 0, describe(edge));
  }
});

test('the drive is put down only from a failure, and never rests idle after it', () => {
  for (const edge of edges) {
    const putsDown = edge.actions.some(({ type }) => type === 'put-down');
    if (!putsDown) continue;
    assert.ok(edge.event.type === 'failed' || edge.event.type === 'cleaned', describe(edge));
    assert.ok(edge.to.state.phase === 'down' || edge.to.state.phase === 'stopped', describe(edge));
  }
});

test('no stop, and no fault that is not the drive’s, puts the drive down once its cartridge is home', () => {
  for (const edge of edges) {
    const putDown = edge.actions.find(({ type }) => type === 'put-down');
    if (edge.event.type === 'stop' || edge.event.type === 'hurry') assert.equal(putDown, undefined, describe(edge));
    if (edge.event.type === 'cleaned' && putDown?.type === 'put-down') assert.equal(putDown.error.suspect, 'drive');
  }
});

test('a cartridge is never left behind: after mounting, only unmounting or cleaning lead to a phase without a mount', () => {
  for (const edge of edges) {
    const { phase } = edge.from.state;
    if (phase !== 'mounting' && phase !== 'transferring') continue;
    assert.ok('mount' in edge.to.state, describe(edge));
  }
});

test('a mount that was granted is carried out or given back', () => {
  for (const edge of edges) {
    if (edge.event.type !== 'mount-granted') continue;
    const released = edge.actions.some(({ type }) => type === 'release-mount');
    assert.equal(released, edge.to.state.phase !== 'mounting', describe(edge));
  }
});

test('once told to stop, no new mount begins and every way of ending activities leads to stopped', () => {
  const stopping = edges.filter(({ from }) => from.state.stopping !== 'no');
  for (const edge of stopping) {
    const begun = edge.from.state.phase !== edge.to.state.phase && edge.to.state.phase === 'mounting';
    assert.equal(begun, false, describe(edge));
  }
  for (const explored of reached.values()) {
    if (explored.state.stopping !== 'no') assertEnds(explored, 0);
  }
});

/** Follows all ends of activities, without any further wish, and fails where that goes on for too long. */
function assertEnds(explored: Explored, steps: number): void {
  if (explored.state.phase === 'stopped') return;
  assert.ok(steps < 6, `${keyOf(explored)} does not come to an end`);
  assert.ok(ends[explored.state.phase].length > 0, `${keyOf(explored)} has no way out`);
  for (const event of ends[explored.state.phase]) assertEnds(follow(explored, event).to, steps + 1);
}

test('an idle drive that is set down rests down', () => {
  const idle: Explored = { state: { phase: 'idle', desired: 'up', stopping: 'no' }, cancelled: false };
  const told = follow(idle, { type: 'desired-down', forced: false });
  assert.deepEqual(
    told.actions.map(({ type }) => type),
    ['cancel'],
  );
  assert.equal(follow(told.to, { type: 'cancelled' }).to.state.phase, 'down');
});

test('a drive that is set up is probed before it takes a mount', () => {
  const down: Explored = { state: { phase: 'down', desired: 'down', stopping: 'no' }, cancelled: false };
  assert.equal(follow(down, { type: 'desired-up' }).to.state.phase, 'probing');
});
