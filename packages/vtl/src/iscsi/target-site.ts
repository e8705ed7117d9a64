import type { Logger } from '@cta/runtime';
import type { LogicalUnit, SilenceBounds } from '@cta/scsi';
import type { iscsiTargetEvents } from './iscsi-target-events.ts';
import type { SiteSession } from './site-session.ts';
import { UnitQueue } from './unit-queue.ts';

export interface TargetSiteOptions {
  readonly targetName: string;
  /** Devices by LUN. */
  readonly units: readonly LogicalUnit[];
  readonly silence: SilenceBounds;
  readonly loginTimeoutMs: number;
  readonly logger?: Logger<typeof iscsiTargetEvents> | undefined;
}

/** What all connections to one target share. */
export class TargetSite {
  readonly targetName: string;
  readonly units: readonly UnitQueue[];
  readonly silence: SilenceBounds;
  readonly loginTimeoutMs: number;
  readonly logger: Logger<typeof iscsiTargetEvents> | undefined;
  readonly #sessions = new Map<string, SiteSession>();
  #lastTsih = 0;

  constructor({ targetName, units, silence, loginTimeoutMs, logger }: TargetSiteOptions) {
    this.targetName = targetName;
    this.units = units.map((unit) => new UnitQueue(unit));
    this.silence = silence;
    this.loginTimeoutMs = loginTimeoutMs;
    this.logger = logger;
  }

  get sessions(): Iterable<SiteSession> {
    return this.#sessions.values();
  }

  /** A session handle that is not zero (RFC 7143, 11.12.6). */
  nextTsih(): number {
    this.#lastTsih = (this.#lastTsih % 0xffff) + 1;
    return this.#lastTsih;
  }

  /** A session of the same initiator port that is still there is reinstated: it ends first (RFC 7143, 6.3.5). */
  enter(session: SiteSession): void {
    const before = this.#sessions.get(session.nexus);
    if (before !== undefined) {
      before.drop();
      this.#loseNexus(session.nexus);
    }
    this.#sessions.set(session.nexus, session);
  }

  leave(session: SiteSession): void {
    if (this.#sessions.get(session.nexus) !== session) return;
    this.#sessions.delete(session.nexus);
    this.#loseNexus(session.nexus);
  }

  /** Behind the commands that the units have of the session, and before those of the next one. */
  #loseNexus(nexus: string): void {
    for (const queue of this.units) queue.enter(async (unit) => unit.nexusLost?.(nexus));
  }
}
