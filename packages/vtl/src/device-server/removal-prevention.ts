import type { LogicalUnitAnswer } from '@cta/scsi';
import { good, invalidCdbField } from './answer.ts';
import type { Command } from './command.ts';
import type { Nexus } from './nexus.ts';

/** Who has prevented the removal of media. */
export class RemovalPrevention {
  readonly #by = new Set<Nexus>();

  get active(): boolean {
    return this.#by.size > 0;
  }

  /** A nexus that is lost prevents nothing any more. */
  forget(nexus: Nexus): void {
    this.#by.delete(nexus);
  }

  reset(): void {
    this.#by.clear();
  }

  /** PREVENT ALLOW MEDIUM REMOVAL (SPC-5 6.19). */
  change({ cdb, nexus }: Command): LogicalUnitAnswer {
    switch ((cdb[4] ?? 0) & 0x03) {
      case 0:
        this.#by.delete(nexus);
        return good;
      case 1:
        this.#by.add(nexus);
        return good;
      default:
        throw invalidCdbField(4);
    }
  }
}
