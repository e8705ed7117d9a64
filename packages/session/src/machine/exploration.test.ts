import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Edge, ends, type Explored, explore, follow, isActive, keyOf, wishes } from './exploration.ts';
import { type Desired, initialState } from './state.ts';
import { transitions } from './transitions.ts';

const edges = explore();
const reached = new Map(edges.flatMap(({ from, to }) => [from, to]).map((explored) => [keyOf(explored), explored]));

function describe({ from, event, to }: Edge): string {
  return `${keyOf(from)} --${event.type}--> ${keyOf(to)}`;
}

test('every phase is reached', () => {
  const phases = new Set([...reached.values()].map(({ state }) => state.phase));
  assert.deepEqual([...phases].sort(), Object.keys(transitions).sort());
});

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

test('no stop, and no fault that the drive is not blamed for, puts the drive down once its cartridge is home', () => {
  for (const edge of edges) {
    const putDown = edge.actions.find(({ type }) => type === 'put-down');
    if (edge.event.type === 'stop' || edge.event.type === 'hurry') assert.equal(putDown, undefined, describe(edge));
    if (edge.event.type === 'cleaned')
      assert.equal(putDown?.type === 'put-down' ? putDown.error : undefined, edge.event.blamed, describe(edge));
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

test('once told to hurry, whatever runs is cancelled, also what begins only then, or its transfer is told to end', () => {
  for (const edge of edges) {
    const { to, from, event, actions } = edge;
    if (to.state.stopping !== 'hurried' || !isActive(to.state)) continue;
    if (to.state.phase !== 'transferring') assert.ok(to.cancelled, describe(edge));
    else if (from.state.stopping !== 'hurried') {
      assert.deepEqual([event.type, actions], ['hurry', [{ type: 'end-transfer', how: 'now' }]], describe(edge));
    }
  }
});

/** Follows all ends of activities, without any further wish, and fails where that goes on for too long. */
function assertEnds(explored: Explored, steps: number): void {
  if (explored.state.phase === 'stopped') return;
  assert.ok(steps < 6, `${keyOf(explored)} does not come to an end`);
  const ways = [...ends[explored.state.phase], ...(explored.cancelled ? [{ type: 'cancelled' } as const] : [])];
  assert.ok(ways.length > 0, `${keyOf(explored)} has no way out`);
  for (const event of ways) assertEnds(follow(explored, event).to, steps + 1);
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
  const told = follow(down, { type: 'desired-up' });
  assert.deepEqual(told.actions, [{ type: 'cancel' }], 'whatever the drive is asked just now comes to its end first');
  assert.equal(follow(told.to, { type: 'cancelled' }).to.state.phase, 'probing');
  const changed = follow(told.to, { type: 'desired-down', forced: false });
  const again = follow(changed.to, { type: 'cancelled' });
  assert.deepEqual([again.to.state.phase, again.actions], ['down', [{ type: 'start' }]]);
});

test('a start moves nothing in a drive that is DOWN, unless a mount of it was interrupted', () => {
  const starting: Explored = { state: initialState, cancelled: false };
  const phaseAfter = (desired: Desired, interrupted: boolean) =>
    follow(starting, { type: 'registered', desired, interrupted }).to.state.phase;
  assert.equal(phaseAfter('down', false), 'down');
  for (const [desired, interrupted] of [
    ['down', true],
    ['up', false],
    ['up', true],
  ] as const) {
    assert.equal(phaseAfter(desired, interrupted), 'recovering');
  }
});
