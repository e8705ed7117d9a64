import type { Clock } from '@cta/clock';
import { ConditionError } from '@cta/conditions';
import { healthOf, type PulseLimits, type Sighting, sighted, type WorkerHealth } from '../pulse/worker-health.ts';
import type { TransferEngine } from '../transfer/transfer-engine.ts';

export interface WorkerWatchOptions {
  readonly engine: Pick<TransferEngine, 'pulse' | 'isLost'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly limits: PulseLimits;
  /** Told once of each hang. */
  readonly onHung: (error: ConditionError) => void;
}

/** Looks at the tape worker each time that it is asked whether it is well. */
export class WorkerWatch {
  readonly #options: WorkerWatchOptions;
  #sighting: Sighting | undefined;
  #wasHung = false;

  constructor(options: WorkerWatchOptions) {
    this.#options = options;
  }

  isWell(): boolean {
    const { engine, clock, limits, onHung } = this.#options;
    if (engine.isLost) return this.#forget();
    this.#sighting = sighted(this.#sighting, engine.pulse(), clock.now(), limits);
    const health = healthOf(this.#sighting, limits);
    const isHung = health.state === 'hung';
    if (isHung && !this.#wasHung) onHung(conditionOf(health));
    this.#wasHung = isHung;
    return !isHung;
  }

  /** A thread that has ended hangs no more; whoever needs one opens another. */
  #forget(): true {
    this.#sighting = undefined;
    this.#wasHung = false;
    return true;
  }
}

/** In no call neither drive nor tape can be the reason. */
function conditionOf({ call, forMs }: WorkerHealth & { readonly state: 'hung' }): ConditionError {
  const seconds = Math.round(forMs / 1000);
  if (call === undefined) {
    return new ConditionError('UNFORESEEN_ERROR', { message: `the tape worker has done nothing for ${seconds} s` });
  }
  return new ConditionError('TAPE_WORKER_HUNG', {
    message: `${call} has not come back for ${seconds} s`,
    details: { call, for_ms: Math.round(forMs) },
  });
}
