import type { DatabaseName, DriveParts } from './drive-parts.ts';

/** Each is aborted when what is held for its database is given up. */
export type GivenUp = Readonly<Record<DatabaseName, AbortSignal>>;

/** How long what is left to tell may take once nothing else is to be waited for. */
export const lastWordsMs = 2000;
const lookMs = 100;

/**
 * How long a service that was told to hurry still tells its databases what it holds: not at all where the database is
 * away; else as long as the tape is on its way home anyway, and a little longer.
 */
export class GivingUp {
  readonly signals: GivenUp;
  readonly #parts: Pick<DriveParts, 'clock' | 'outages'>;
  readonly #isTapeHome: () => boolean;
  readonly #controllers: Readonly<Record<DatabaseName, AbortController>> = {
    Catalogue: new AbortController(),
    SchedulerDB: new AbortController(),
  };

  constructor(parts: Pick<DriveParts, 'clock' | 'outages'>, isTapeHome: () => boolean) {
    this.#parts = parts;
    this.#isTapeHome = isTapeHome;
    const { Catalogue, SchedulerDB } = this.#controllers;
    this.signals = { Catalogue: Catalogue.signal, SchedulerDB: SchedulerDB.signal };
  }

  /** Gives up when it is time to. @param over the service has stopped, and whoever is left decides */
  async inTime(over: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    for (let homeSinceMs: number | undefined; !over.aborted; ) {
      this.#giveUpWhoIsAway();
      homeSinceMs = this.#isTapeHome() ? (homeSinceMs ?? clock.now()) : undefined;
      if (homeSinceMs !== undefined && clock.now() - homeSinceMs >= lastWordsMs) return this.atOnce();
      await clock.sleep(lookMs, over).catch(() => {});
    }
  }

  atOnce(): void {
    for (const controller of Object.values(this.#controllers)) giveUp(controller);
  }

  #giveUpWhoIsAway(): void {
    const controllers: Readonly<Partial<Record<string, AbortController>>> = this.#controllers;
    for (const { connection } of this.#parts.outages.list()) {
      const controller = controllers[connection];
      if (controller !== undefined) giveUp(controller);
    }
  }
}

function giveUp(controller: AbortController): void {
  controller.abort(new DOMException('told to hurry', 'AbortError'));
}
