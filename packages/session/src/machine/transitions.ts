import type { DriveAction, DriveEventType, DriveState, EventOf, Phase, StateIn, Step } from './state.ts';

type Handler<P extends Phase, E extends DriveEventType> = (state: StateIn<P>, event: EventOf<E>) => Step;

/** Every pair of phase and event is decided here; `impossible` says that the event cannot come in that phase. */
export type TransitionTable = {
  readonly [P in Phase]: { readonly [E in DriveEventType]: Handler<P, E> | 'impossible' };
};

const start: DriveAction = { type: 'start' };
const cancel: DriveAction = { type: 'cancel' };

function stay(state: DriveState, ...actions: DriveAction[]): Step {
  return { state, actions };
}

/** Who is told to hurry waits for nobody, from the beginning of each activity on. */
function enter(state: DriveState): Step {
  if (state.phase === 'stopped') return { state, actions: [] };
  return { state, actions: state.stopping === 'hurried' ? [start, cancel] : [start] };
}

/** Where a drive without a cartridge goes. */
function rest({ desired, stopping }: DriveState): Step {
  if (stopping !== 'no') return enter({ phase: 'stopped', desired, stopping });
  return enter({ phase: desired === 'up' ? 'idle' : 'down', desired, stopping });
}

/** A drive that cannot go on rests DOWN, whatever is wanted of it. */
function putDown(state: DriveState, { error }: EventOf<'failed'>): Step {
  const { actions, state: resting } = rest({ ...state, desired: 'down' });
  return { state: resting, actions: [{ type: 'put-down', error }, ...actions] };
}

function up<S extends DriveState>(state: S): Step {
  return stay({ ...state, desired: 'up' });
}

function down<S extends DriveState>(state: S): Step {
  return stay({ ...state, desired: 'down' });
}

function stop<S extends DriveState>(state: S): Step {
  return stay({ ...state, stopping: state.stopping === 'no' ? 'asked' : state.stopping });
}

function hurry<S extends DriveState>(state: S): Step {
  return stay({ ...state, stopping: 'hurried' });
}

/** The same step, and the running activity is cancelled. */
function cancelling<S extends DriveState>(decide: (state: S) => Step): (state: S) => Step {
  return (state) => {
    const step = decide(state);
    return { ...step, actions: [...step.actions, cancel] };
  };
}

/** The same step, and the running transfer is told to end. */
function ending<S extends DriveState>(how: 'after-file' | 'now', decide: (state: S) => Step): (state: S) => Step {
  return (state) => {
    const step = decide(state);
    return { ...step, actions: [...step.actions, { type: 'end-transfer', how }] };
  };
}

const nothingEnds = {
  registered: 'impossible',
  recovered: 'impossible',
  probed: 'impossible',
  'cartridge-found': 'impossible',
  'mount-granted': 'impossible',
  mounted: 'impossible',
  'mount-empty': 'impossible',
  transferred: 'impossible',
  unmounted: 'impossible',
  cleaned: 'impossible',
  failed: 'impossible',
  cancelled: 'impossible',
} as const;

const wishesAreNoted = { 'desired-up': up, 'desired-down': down, stop, hurry } as const;

type WithMount = StateIn<'mounting' | 'transferring' | 'unmounting'>;

function clean({ desired, stopping, mount }: WithMount, { error }: EventOf<'failed'>): Step {
  return enter({ phase: 'cleaning', desired, stopping, mount, fault: error });
}

function unmount({ desired, stopping, mount }: WithMount): Step {
  return enter({ phase: 'unmounting', desired, stopping, mount });
}

export const transitions: TransitionTable = {
  starting: {
    ...nothingEnds,
    ...wishesAreNoted,
    // What is in a drive that is DOWN is left to whoever works on it, unless it is a tape that we were using.
    registered: ({ stopping }, { desired, interrupted }) =>
      desired === 'up' || interrupted
        ? enter({ phase: 'recovering', desired, stopping })
        : rest({ phase: 'down', desired, stopping }),
    // What keeps the service from starting ends the process with a status of its own, not this machine.
    cancelled: ({ desired, stopping }) => enter({ phase: 'stopped', desired, stopping }),
    stop: cancelling(stop),
    hurry: cancelling(hurry),
  },
  recovering: {
    ...nothingEnds,
    ...wishesAreNoted,
    recovered: rest,
    failed: putDown,
    cancelled: ({ desired, stopping }) => enter({ phase: 'stopped', desired, stopping }),
    hurry: cancelling(hurry),
  },
  down: {
    ...nothingEnds,
    // The drive may be asked something just now: what comes next has to wait until it has answered.
    cancelled: (state) =>
      state.stopping === 'no' && state.desired === 'up' ? enter({ ...state, phase: 'probing' }) : rest(state),
    'desired-up': cancelling(up),
    'desired-down': down,
    stop: cancelling(stop),
    hurry: cancelling(hurry),
  },
  probing: {
    ...nothingEnds,
    ...wishesAreNoted,
    probed: rest,
    'cartridge-found': ({ desired, stopping }) => enter({ phase: 'recovering', desired, stopping }),
    failed: putDown,
    cancelled: rest,
    hurry: cancelling(hurry),
  },
  idle: {
    ...nothingEnds,
    'mount-granted': (state, { mount }) => {
      if (state.stopping === 'no' && state.desired === 'up') {
        return enter({ phase: 'mounting', desired: 'up', stopping: 'no', mount });
      }
      const resting = rest(state);
      return { ...resting, actions: [{ type: 'release-mount', mount }, ...resting.actions] };
    },
    failed: putDown,
    cancelled: rest,
    'desired-up': up,
    'desired-down': cancelling(down),
    stop: cancelling(stop),
    hurry: cancelling(hurry),
  },
  mounting: {
    ...nothingEnds,
    ...wishesAreNoted,
    mounted: (state) =>
      state.stopping === 'no' && state.desired === 'up' ? enter({ ...state, phase: 'transferring' }) : unmount(state),
    'mount-empty': unmount,
    failed: clean,
    cancelled: unmount,
    hurry: cancelling(hurry),
  },
  transferring: {
    ...nothingEnds,
    transferred: unmount,
    failed: clean,
    'desired-up': up,
    'desired-down': (state, { forced }) => (forced ? ending('now', down)(state) : down(state)),
    stop: ending('after-file', stop),
    hurry: ending('now', hurry),
  },
  unmounting: {
    ...nothingEnds,
    ...wishesAreNoted,
    unmounted: rest,
    failed: clean,
    // What was held for the databases is given up; the cartridge is home. The next start finds the rest.
    cancelled: rest,
    hurry: cancelling(hurry),
  },
  cleaning: {
    ...nothingEnds,
    ...wishesAreNoted,
    cleaned: (state, { blamed }) =>
      blamed === undefined ? rest(state) : putDown(state, { type: 'failed', error: blamed }),
    failed: putDown,
    cancelled: rest,
    hurry: cancelling(hurry),
  },
  stopped: { ...nothingEnds, 'desired-up': up, 'desired-down': down, stop, hurry },
};

/** Raised where an event comes that cannot: a fault of the interpreter, never of hardware or databases. */
export class ImpossibleEvent extends Error {
  constructor(phase: Phase, event: DriveEventType) {
    super(`event ${event} cannot come while ${phase}`);
  }
}

/** The drive's state machine. Pure: no clock, no input, no output. */
export function next(state: DriveState, event: { readonly type: DriveEventType }): Step {
  const handler = transitions[state.phase][event.type];
  if (handler === 'impossible') throw new ImpossibleEvent(state.phase, event.type);
  // The table's type has paired this phase's state with this event; only the compiler has lost sight of it here.
  return (handler as (state: DriveState, event: { readonly type: DriveEventType }) => Step)(state, event);
}
