import type { ServiceHeartbeat } from '@cta/catalogue';

/**
 * The heartbeat of a drive service, from when it is the one that serves the drive: until then the row in the Catalogue is
 * that of the process before, or of one that runs.
 */
export class SignsOfLife {
  readonly #heartbeat: Pick<ServiceHeartbeat, 'run' | 'tellStopping'>;
  readonly #ended = new AbortController();
  #beating: Promise<void> | undefined;

  constructor(heartbeat: Pick<ServiceHeartbeat, 'run' | 'tellStopping'>) {
    this.#heartbeat = heartbeat;
  }

  begin(): void {
    // It rejects with this signal's reason alone.
    this.#beating ??= this.#heartbeat.run(this.#ended.signal).catch(() => {});
  }

  /** Resolves once nothing more is told. */
  async end(): Promise<void> {
    this.#ended.abort();
    await this.#beating;
  }

  /** The last word, of one that had begun and was told to stop. */
  async tellStopping(): Promise<void> {
    if (this.#beating !== undefined) await this.#heartbeat.tellStopping();
  }
}
