import { ConditionError } from '@cta/conditions';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What one process of a shell that was interrupted by Ctrl-C ends with. */
export const interruptedStatus = 130;

/** Ctrl-C, or what else tells a program to stop. Stopping has begun then: what follows changes nothing. */
export class Interruption implements Disposable {
  readonly #controller = new AbortController();
  readonly #onSignal = (name: string): void => {
    this.#controller.abort(new ConditionError('SERVICE_STOPPING', { message: name }));
  };

  constructor() {
    for (const name of signals) process.on(name, this.#onSignal);
  }

  /** Aborted with SERVICE_STOPPING. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    for (const name of signals) process.off(name, this.#onSignal);
  }
}
