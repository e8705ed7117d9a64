import type { LogicalUnit } from '@cta/scsi';

/** A logical unit whose commands are executed one after the other, in the order in which they were entered. */
export class UnitQueue {
  readonly unit: LogicalUnit;
  #last: Promise<void> = Promise.resolve();

  constructor(unit: LogicalUnit) {
    this.unit = unit;
  }

  /** @param turn must not reject: it answers its initiator in every case */
  enter(turn: (unit: LogicalUnit) => Promise<void>): void {
    this.#last = this.#last.then(() => turn(this.unit));
  }
}
