import { ConditionError, isCondition } from '@cta/conditions';
import { endMount, type Mount } from '@cta/scheduler';
import { type DriveAction, type DriveEvent, type DriveState, initialState } from '../machine/state.ts';
import { outlasted } from '../machine/time-bounds.ts';
import { next } from '../machine/transitions.ts';
import { beginTransferCounts } from '../mount/transfer-counts.ts';
import { activities } from './activities/index.ts';
import type { ActivePhase, Activity, ActivityContext, SessionHolder } from './activity.ts';
import { watchDesiredState } from './desired-state-watch.ts';
import { observeDrive } from './drive-metrics.ts';
import { DriveGuard } from './drive-guard.ts';
import type { DriveParts } from './drive-parts.ts';
import { DriveRecord } from './drive-record.ts';
import { EventInbox } from './event-inbox.ts';
import { GivingUp, lastWordsMs } from './giving-up.ts';
import { tellHang } from './hang-report.ts';
import { HardwareWatch } from './hardware-watch.ts';
import { withMountAlive } from './mount-life.ts';
import { MountPace } from './mount-pace.ts';
import { watchPhase } from './phase-watch.ts';

export interface DriveServiceLife {
  /** Told to stop: finish the current file, report, put the tape away. */
  readonly stop: AbortSignal;
  /** Told twice, or too slow: give up what cannot end soon. */
  readonly hurry: AbortSignal;
  /** Told of each phase that is entered. */
  readonly onPhase: (state: DriveState) => void;
  /** Told once this process is the one that serves the drive. */
  readonly onServing: () => void;
}

/**
 * Runs the drive service until it has stopped: carries out what the state machine says, one activity at a time.
 * Rejects only where a person must act: the service cannot start, or another process serves the drive.
 */
export class DriveService {
  readonly #parts: DriveParts;
  readonly #life: DriveServiceLife;
  readonly #inbox = new EventInbox<DriveEvent>();
  readonly #stopped = new AbortController();
  readonly #sessions: SessionHolder = { current: undefined, cartridge: 'home', interrupted: undefined };
  readonly #givingUp: GivingUp;
  readonly #hardware: HardwareWatch;
  readonly #pace: MountPace;
  readonly #guard: DriveGuard;
  readonly #record: DriveRecord;
  #state: DriveState = initialState;
  #activity = new AbortController();
  #endedBy: ConditionError | undefined;
  #stuck: ConditionError | undefined;
  #isRegistered = false;
  #hungAtStart: ConditionError | undefined;

  constructor(parts: DriveParts, life: DriveServiceLife) {
    this.#parts = parts;
    this.#life = life;
    this.#givingUp = new GivingUp(parts, () => this.#sessions.cartridge === 'home');
    this.#record = new DriveRecord(parts, this.#givingUp.signals.Catalogue);
    this.#pace = new MountPace(() => parts.options.idlePollMs);
    this.#hardware = new HardwareWatch(this.#record);
    this.#guard = new DriveGuard(parts, this.#stopped.signal, (error) => this.#endFor(error));
    beginTransferCounts(parts.metrics);
    observeDrive(parts.metrics, { service: this, record: this.#record, engine: parts.engine });
  }

  /** What the service does now, for health and the status line. */
  get state(): DriveState {
    return this.#state;
  }

  /** What cannot be ended from within this process any more: only a new one can go on. */
  get stuck(): ConditionError | undefined {
    return this.#stuck;
  }

  async run(): Promise<void> {
    this.#listen();
    this.#perform({ type: 'start' });
    while (this.#state.phase !== 'stopped') this.#handle(await this.#inbox.take());
    this.#stopped.abort();
    if (this.#endedBy !== undefined) throw this.#endedBy;
    // Before that the drive may be another process's.
    if (this.#isRegistered) await this.#sayGoodbye();
  }

  #listen(): void {
    const { stop, hurry } = this.#life;
    onAbort(stop, () => {
      this.#inbox.put({ type: 'stop' });
      void this.#hurryAfterGrace();
    });
    onAbort(hurry, () => this.#hurry());
  }

  /** Another process serves the drive: this one is the second, and goes. */
  #endFor(error: ConditionError): void {
    this.#endedBy = error;
    this.#hurry();
    this.#givingUp.atOnce();
  }

  async #hurryAfterGrace(): Promise<void> {
    const { clock, options, logger } = this.#parts;
    const { stopGraceMs } = options;
    try {
      await clock.sleep(stopGraceMs, AbortSignal.any([this.#stopped.signal, this.#life.hurry]));
    } catch {
      return; // Stopped in time, or told to hurry before.
    }
    logger.emit('stop_grace_over', { grace_s: stopGraceMs / 1000, phase: this.#state.phase });
    this.#hurry();
  }

  #hurry(): void {
    this.#inbox.put({ type: 'hurry' });
    void this.#givingUp.inTime(this.#stopped.signal);
  }

  #handle(event: DriveEvent): void {
    const before = this.#state;
    const { state, actions } = next(before, event);
    this.#state = state;
    this.#tellChange(before, event, state);
    for (const action of actions) this.#perform(action, event);
    // Told after the reason, which so has the mount and the tape that the drive was put down in.
    if (state.phase === 'down' && before.phase !== 'down') this.#record.status({ status: 'DOWN' });
  }

  #tellChange(before: DriveState, event: DriveEvent, after: DriveState): void {
    const logger = this.#loggerIn(before);
    if (event.type === 'failed') {
      logger.emit('activity_failed', { phase: before.phase }, event.error);
      this.#hardware.failed(event.error);
    }
    if (event.type === 'registered') {
      this.#isRegistered = true;
      if (this.#hungAtStart !== undefined) this.#record.putDown(this.#hungAtStart, { isLogged: true });
      const watching = AbortSignal.any([this.#stopped.signal, this.#givingUp.signals.Catalogue]);
      void watchDesiredState(this.#parts, this.#record, this, watching);
    }
    if (before.phase === after.phase) return;
    logger.emit('drive_phase_changed', { from: before.phase, to: after.phase, because: event.type });
    if ('mount' in before && !('mount' in after)) logger.emit('mount_ended');
    this.#life.onPhase(after);
  }

  /** The configuration has changed: the Catalogue is to have it as it is. */
  configured(): void {
    if (this.#state.phase !== 'starting') this.#record.configured();
  }

  /** The tape worker hangs: told while there is time, before systemd ends the process. */
  hung(error: ConditionError): void {
    if (this.#state.phase === 'starting') this.#hungAtStart = error;
    tellHang(this.#contextIn(this.#state), this.#state, error);
  }

  /** The desired state as the Catalogue has it differs from the one that the machine goes by. */
  wish(event: DriveEvent): void {
    this.#inbox.put(event);
  }

  #perform(action: DriveAction, because?: DriveEvent): void {
    switch (action.type) {
      case 'start':
        this.#activity = new AbortController();
        void this.#run(this.#state, this.#activity.signal);
        return;
      case 'cancel':
        this.#activity.abort(new DOMException('no longer wanted', 'AbortError'));
        return;
      case 'end-transfer':
        this.#sessions.current?.endTransfer(action.how);
        return;
      case 'put-down':
        this.#record.putDown(action.error, { isLogged: because?.type === 'failed' });
        return;
      case 'release-mount':
        void this.#release(action.mount);
    }
  }

  async #run(state: DriveState, signal: AbortSignal): Promise<void> {
    // The phase picks the activity that takes exactly this state.
    const activity = activities[state.phase as ActivePhase] as Activity<ActivePhase>;
    const ended = new AbortController();
    this.#watch(state, this.#activity, ended.signal);
    try {
      const work = () => activity(this.#contextIn(state), state as Parameters<typeof activity>[1], signal);
      this.#inbox.put(await this.#withMountAlive(state, work, signal));
    } catch (error) {
      this.#inbox.put(this.#endOf(state, error, signal));
    } finally {
      ended.abort();
      this.#stuck = undefined;
    }
  }

  /** A mount lives while its phase waits, be it for hours: for a library, for a database. A transfer tells more as it does so. */
  #withMountAlive<T>(state: DriveState, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (!('mount' in state) || state.phase === 'transferring') return work();
    return withMountAlive(this.#contextIn(state).parts, state.mount, {}, signal, work);
  }

  /** An activity that outlasts its phase's bound is aborted, and so fails. */
  #watch(state: DriveState, activity: AbortController, ended: AbortSignal): void {
    const { phase } = state;
    const bound = this.#parts.options.timeBounds[phase];
    if (bound.kind === 'waits') return;
    const { longestMs } = bound;
    const error = outlasted(phase, longestMs);
    const watched = {
      longestMs,
      moved: () => (bound.kind === 'progress' ? this.#moved() : 0),
      onOutlasted: () => activity.abort(error),
      onStuck: () => {
        this.#stuck = error;
        this.#loggerIn(state).emit('phase_stuck', { phase }, error);
      },
    };
    void watchPhase(this.#parts, watched, ended);
  }

  #moved(): number {
    const { files, bytes } = this.#sessions.current?.progress() ?? { files: 0, bytes: 0 };
    return files + bytes;
  }

  /** What an activity that rejected comes to. */
  #endOf({ phase }: DriveState, error: unknown, signal: AbortSignal): DriveEvent {
    const isUnwanted = signal.aborted || Object.values(this.#givingUp.signals).some(({ aborted }) => aborted);
    if (isUnwanted && isAbort(error) && !isCondition(signal.reason)) return { type: 'cancelled' };
    const condition = ConditionError.from(isAbort(error) ? signal.reason : error);
    if (phase !== 'starting') return { type: 'failed', error: condition };
    this.#endedBy = condition;
    return { type: 'cancelled' };
  }

  #contextIn(state: DriveState): ActivityContext {
    const shared = {
      record: this.#record,
      sessions: this.#sessions,
      pace: this.#pace,
      guard: this.#guard,
      hardware: this.#hardware,
      onServing: this.#life.onServing,
      givenUp: this.#givingUp.signals,
    };
    if (!('mount' in state)) return { ...shared, parts: this.#parts };
    return { ...shared, parts: { ...this.#parts, logger: this.#loggerIn(state) } };
  }

  /** Lines that are written in a mount carry its context, and no others do. */
  #loggerIn(state: DriveState): DriveParts['logger'] {
    const { logger } = this.#parts;
    return 'mount' in state ? logger.with({ mount_id: state.mount.mountId, vid: state.mount.vid }) : logger;
  }

  async #release({ mountId }: Mount): Promise<void> {
    const { patiently, schedulerDb, logger } = this.#parts;
    const { SchedulerDB: givenUp } = this.#givingUp.signals;
    try {
      await patiently('SchedulerDB', () => endMount(schedulerDb, mountId), givenUp);
    } catch (error) {
      // Given up: a mount that nobody touches is ended by cta-maintd.
      if (!givenUp.aborted) logger.emit('report_failed', {}, error);
    }
  }

  async #sayGoodbye(): Promise<void> {
    const late = AbortSignal.timeout(lastWordsMs);
    onAbort(late, () => this.#givingUp.atOnce());
    await this.#record.lastStatus({ status: 'SHUTDOWN' }, late);
  }
}

/** Whether an error only says that what failed was no longer wanted. */
function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function onAbort(signal: AbortSignal, act: () => void): void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, { once: true });
}
