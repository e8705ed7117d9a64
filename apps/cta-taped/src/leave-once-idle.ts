import type { Logger, Shutdown } from '@cta/runtime';
import type { Phase, SessionEvents } from '@cta/session';

/** What the signal comes from: the process, or a test's EventEmitter. */
export interface LeaveSignalSource {
  on(signal: 'SIGQUIT', listener: () => void): unknown;
  off(signal: 'SIGQUIT', listener: () => void): unknown;
}

interface LeaveOnceIdleParts {
  readonly logger: Logger<SessionEvents>;
  readonly shutdown: Shutdown;
  readonly source?: LeaveSignalSource;
}

/** Phases in which the service does nothing with a tape. */
const idlePhases: ReadonlySet<Phase> = new Set<Phase>(['starting', 'down', 'idle']);

/**
 * The wish that this service is stopped as soon as it does nothing with a tape, told by SIGQUIT: systemd then starts it
 * again, with its new configuration or version, and no session was ended for that.
 */
export class LeaveOnceIdle implements Disposable {
  readonly #parts: LeaveOnceIdleParts;
  readonly #source: LeaveSignalSource;
  readonly #onSignal = (): void => this.#wish();
  #phase: Phase = 'starting';
  #isWanted = false;

  constructor(parts: LeaveOnceIdleParts) {
    this.#parts = parts;
    this.#source = parts.source ?? process;
    this.#source.on('SIGQUIT', this.#onSignal);
  }

  /** To be told of each phase of the drive service. */
  entered(phase: Phase): void {
    this.#phase = phase;
    this.#leaveIfIdle();
  }

  [Symbol.dispose](): void {
    this.#source.off('SIGQUIT', this.#onSignal);
  }

  #wish(): void {
    if (this.#isWanted) return;
    this.#isWanted = true;
    this.#parts.logger.emit('leave_wanted');
    this.#leaveIfIdle();
  }

  /** One that is stopping already is not hurried. */
  #leaveIfIdle(): void {
    const { shutdown } = this.#parts;
    if (this.#isWanted && idlePhases.has(this.#phase) && !shutdown.signal.aborted) shutdown.request('SIGQUIT');
  }
}
