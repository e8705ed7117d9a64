import { reportService, type ServiceKind, type ServicePhase } from './service-instances.ts';
import { ConditionError, conditions } from '@cta/conditions';
import type { Database } from '@cta/database';
import {
  type Clock,
  hostName,
  type IsConnectionLoss,
  type Outages,
  type Readiness,
  retryConnection,
  version,
} from '@cta/runtime';

export interface HeartbeatOptions {
  readonly catalogueDb: Database;
  readonly kind: ServiceKind;
  /** Name of this instance; of taped the drive's name. */
  readonly instance: string;
  readonly intervalMs: number;
  readonly outages: Outages;
  readonly isConnectionLoss: IsConnectionLoss;
  readonly clock: Clock;
}

/** Tells the Catalogue, again and again, that this service lives and how it is. */
export class ServiceHeartbeat {
  readonly #options: HeartbeatOptions;
  readonly #startedAt = new Date();
  #started = false;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /** The service has all that it needs. */
  ready(): void {
    this.#started = true;
  }

  readiness(): Readiness {
    if (!this.#started) return { ready: false, codes: [] };
    const codes = this.#options.outages.list().map(({ code }) => code);
    return codes.length === 0 ? { ready: true } : { ready: false, codes };
  }

  /** What is told, for health too. */
  state(): { readonly instance: string; readonly startedAt: string; readonly phase: ServicePhase } {
    return { instance: this.#options.instance, startedAt: this.#startedAt.toISOString(), phase: this.#phase() };
  }

  /** Rejects with the signal's reason. */
  async run(signal: AbortSignal): Promise<never> {
    const { outages, isConnectionLoss, clock, intervalMs } = this.#options;
    const retry = { connection: 'Catalogue', isConnectionLoss, outages, clock, signal };
    for (;;) {
      await retryConnection(() => this.#tell(this.#phase()), retry);
      await clock.sleep(intervalMs, signal);
    }
  }

  /** Tells that the service stops; a Catalogue that is away is not waited for. */
  async tellStopping(): Promise<void> {
    try {
      await this.#tell('stopping');
    } catch (error) {
      const condition = ConditionError.from(error);
      if (!this.#options.isConnectionLoss(condition)) throw condition;
      this.#options.outages.failed('Catalogue', condition);
    }
  }

  #phase(): ServicePhase {
    if (!this.#started) return 'starting';
    return this.#options.outages.list().length === 0 ? 'ready' : 'degraded';
  }

  #tell(phase: ServicePhase): Promise<void> {
    const [outage] = this.#options.outages.list();
    return reportService(this.#options.catalogueDb, {
      kind: this.#options.kind,
      instance: this.#options.instance,
      host: hostName(),
      pid: process.pid,
      version,
      startedAt: this.#startedAt,
      phase,
      conditionCode: outage === undefined ? null : conditions[outage.condition].code,
    });
  }
}
