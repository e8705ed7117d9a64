import { ConditionError } from '@cta/conditions';
import type { Logger } from '../log/event.ts';
import type { RuntimeEvents } from '../runtime-events.ts';

/** What the signals of the operating system come from: a process, or a test's EventEmitter. */
export interface SignalSource {
  on(signal: 'SIGTERM' | 'SIGINT', listener: (signal: string) => void): unknown;
  off(signal: 'SIGTERM' | 'SIGINT', listener: (signal: string) => void): unknown;
}

/**
 * The wish that this service stops. The first SIGTERM or SIGINT aborts `signal`: come to the nearest good end. A further
 * one aborts `hurry`: leave undone what can be left. Both abort with SERVICE_STOPPING, which so is what a cancelled
 * wait rejects with.
 */
export class Shutdown implements Disposable {
  readonly #graceful = new AbortController();
  readonly #hurried = new AbortController();
  readonly #logger: Logger<RuntimeEvents>;
  readonly #source: SignalSource;
  readonly #onSignal = (signal: string): void => this.request(signal);

  constructor({ logger, source = process }: { logger: Logger<RuntimeEvents>; source?: SignalSource }) {
    this.#logger = logger;
    this.#source = source;
    source.on('SIGTERM', this.#onSignal);
    source.on('SIGINT', this.#onSignal);
  }

  get signal(): AbortSignal {
    return this.#graceful.signal;
  }

  get hurry(): AbortSignal {
    return this.#hurried.signal;
  }

  /** Asks for a stop as a signal does; asked again, for a quick one. */
  request(reason: string): void {
    const stopping = new ConditionError('SERVICE_STOPPING', { message: reason });
    if (!this.signal.aborted) {
      this.#logger.emit('service_stopping', { reason });
      this.#graceful.abort(stopping);
    } else if (!this.hurry.aborted) {
      this.#logger.emit('service_hurrying', { reason });
      this.#hurried.abort(stopping);
    }
  }

  /** Listens to signals no more; the next one ends the process as if nobody had listened. */
  [Symbol.dispose](): void {
    this.#source.off('SIGTERM', this.#onSignal);
    this.#source.off('SIGINT', this.#onSignal);
  }
}
