import { reportService, type ServiceKind, type ServicePhase } from './service-instances.ts';
import type { Clock } from '@cta/clock';
import { type ConditionCode, ConditionError, conditions } from '@cta/conditions';
import type { Database } from '@cta/database';
import { hostName, type IsConnectionLoss, type Outages, type Readiness, retryConnection, version } from '@cta/runtime';

const catalogue = 'Catalogue';

/** How long a service that stops waits to have told so. */
const lastWordMs = 2000;

export interface HeartbeatOptions {
  readonly catalogueDb: Database;
  readonly kind: ServiceKind;
  /** Name of this instance; of taped the drive's name. */
  readonly instance: string;
  /** Looked at before each pause. */
  readonly intervalMs: number;
  readonly outages: Outages;
  readonly isConnectionLoss: IsConnectionLoss;
  /** Told of a failure that is no lost connection; of one that lasts once. The next heartbeat comes all the same. */
  readonly onFailure: (error: ConditionError) => void;
  readonly clock: Clock;
}

/** Tells the Catalogue, again and again, that this service lives and how it is. */
export class ServiceHeartbeat {
  readonly #options: HeartbeatOptions;
  readonly #startedAt = new Date();
  #started = false;
  #isEntered = false;
  #failedWith: ConditionCode | undefined;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /** The service has all that it needs. */
  ready(): void {
    this.#started = true;
  }

  readiness(): Readiness {
    const codes = this.#options.outages.list().map(({ code }) => code);
    return this.#started && codes.length === 0 ? { ready: true } : { ready: false, codes };
  }

  /** What is told, for health too. */
  state(): { readonly instance: string; readonly startedAt: string; readonly phase: ServicePhase } {
    return { instance: this.#options.instance, startedAt: this.#startedAt.toISOString(), phase: this.#phase() };
  }

  /** Rejects with the signal's reason, and with nothing else: no service lives by its heartbeat. */
  async run(signal: AbortSignal): Promise<never> {
    for (;;) {
      await this.#tellOrFail(() => this.#phase(), signal);
      await this.#options.clock.sleep(this.#options.intervalMs, signal);
    }
  }

  /** Tells that the service stops; a Catalogue that is away is not waited for. */
  async tellStopping(): Promise<void> {
    if (this.#options.outages.list().some(({ connection }) => connection === catalogue)) return;
    const late = AbortSignal.timeout(lastWordMs);
    try {
      await this.#tellOrFail(() => 'stopping', late);
    } catch (error) {
      // The signs of life end all the same, and that is seen.
      if (!late.aborted) throw error;
    }
  }

  /** Rejects with the signal's reason. */
  async #tellOrFail(phase: () => ServicePhase, signal: AbortSignal): Promise<void> {
    try {
      await this.#tellPatiently(phase, signal);
      this.#failedWith = undefined;
    } catch (error) {
      signal.throwIfAborted();
      const condition = ConditionError.from(error);
      if (condition.code !== this.#failedWith) this.#options.onFailure(condition);
      this.#failedWith = condition.code;
    }
  }

  /** Once the signal is aborted nobody needs to know whether a sign of life has arrived. */
  #tellPatiently(phase: () => ServicePhase, signal: AbortSignal): Promise<void> {
    const { outages, isConnectionLoss, clock } = this.#options;
    const retry = { connection: catalogue, isConnectionLoss, outages, clock, signal, abandonAfterMs: 0 };
    return retryConnection(() => this.#tell(phase()), retry);
  }

  #phase(): ServicePhase {
    if (!this.#started) return 'starting';
    return this.#options.outages.list().length === 0 ? 'ready' : 'degraded';
  }

  async #tell(phase: ServicePhase): Promise<void> {
    const [outage] = this.#options.outages.list();
    const service = {
      kind: this.#options.kind,
      instance: this.#options.instance,
      host: hostName(),
      pid: process.pid,
      version,
      startedAt: this.#startedAt,
      phase,
      conditionCode: outage === undefined ? null : conditions[outage.condition].code,
    };
    await reportService(this.#options.catalogueDb, service, { isFirst: !this.#isEntered });
    this.#isEntered = true;
  }
}
