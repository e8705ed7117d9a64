import { ConditionError } from '@cta/conditions';
import type { Mount } from '@cta/scheduler';
import { type DriveAction, type DriveEvent, type DriveState, initialState, type Phase } from './state.ts';
import { next } from './transitions.ts';

const mount = { mountId: 7n, type: 'ARCHIVE_FOR_USER', vid: 'V00001' } as unknown as Mount;
const driveFault = new ConditionError('DRIVE_HARDWARE_ERROR');
const mediumFault = new ConditionError('MEDIUM_WRITE_ERROR');

/** What operators and systemd may want at any time. */
export const wishes: readonly DriveEvent[] = [
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
export const ends: Readonly<Record<Phase, readonly DriveEvent[]>> = {
  starting: [
    { type: 'registered', desired: 'up', interrupted: false },
    { type: 'registered', desired: 'up', interrupted: true },
    { type: 'registered', desired: 'down', interrupted: false },
    { type: 'registered', desired: 'down', interrupted: true },
  ],
  recovering: [{ type: 'recovered' }, ...faults],
  down: [],
  probing: [{ type: 'probed' }, { type: 'cartridge-found' }, ...faults],
  idle: [{ type: 'mount-granted', mount }, ...faults],
  mounting: [{ type: 'mounted' }, { type: 'mount-empty' }, ...faults],
  transferring: [{ type: 'transferred' }, ...faults],
  unmounting: [{ type: 'unmounted' }, ...faults],
  cleaning: [{ type: 'cleaned', blamed: undefined }, { type: 'cleaned', blamed: driveFault }, ...faults],
  stopped: [],
};

/** A state of the drive service, and what its running activity was told. */
export interface Explored {
  readonly state: DriveState;
  /** Whether the running activity was told to cancel. */
  readonly cancelled: boolean;
}

/** One step: from a state by an event to a state. */
export interface Edge {
  readonly from: Explored;
  readonly event: DriveEvent;
  readonly actions: readonly DriveAction[];
  readonly to: Explored;
}

/** Whether an activity runs. */
export function isActive({ phase }: DriveState): boolean {
  return phase !== 'stopped';
}

function eventsOf({ state, cancelled }: Explored): readonly DriveEvent[] {
  return [...wishes, ...ends[state.phase], ...(cancelled ? [{ type: 'cancelled' } as const] : [])];
}

/** States with the same key are the same to the machine. */
export function keyOf({ state, cancelled }: Explored): string {
  const fault = state.phase === 'cleaning' ? state.fault.suspect : '';
  return [state.phase, state.desired, state.stopping, fault, cancelled].join(' ');
}

export function follow(from: Explored, event: DriveEvent): Edge {
  const { state, actions } = next(from.state, event);
  const started = actions.some(({ type }) => type === 'start');
  const cancelled = actions.some(({ type }) => type === 'cancel') || (from.cancelled && !started);
  return { from, event, actions, to: { state, cancelled: cancelled && isActive(state) } };
}

/** Every step that can be taken from the start on, however activities end and whatever is wanted meanwhile. */
export function explore(): readonly Edge[] {
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
