import type { Clock } from '@cta/clock';
import { type ConditionError, isCondition } from '@cta/conditions';
import {
  type ElementAddressAssignment,
  type ElementStatus,
  type ElementType,
  elementAddressAssignment,
  elementsPerReport,
  inquiry,
  moveMedium,
  peripheralTypes,
  readElementStatus,
} from '@cta/scsi';
import type { ScsiDevice } from '../scsi-device.ts';
import { changerTimeoutsMs, type Patience } from './timeouts.ts';

// A changer has no position that a unit attention could tell to be lost, and a move is verified in any case.
const inquire = { operation: 'inquire', timeoutMs: changerTimeoutsMs.inquire, attention: 'retry' } as const;
const move = { operation: 'move', timeoutMs: changerTimeoutsMs.move, attention: 'retry' } as const;

export interface ChangerOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** How long a command is tried again that a library refuses for a while. */
  readonly patience: Patience;
  /** Told why, where a command is about to be tried again for the first time. */
  readonly onWait?: ((why: ConditionError) => void) | undefined;
}

/** Commands to a changer; what it refuses while it is becoming ready is tried again, for a while. */
export class Changer {
  readonly #device: ScsiDevice;
  readonly #options: ChangerOptions;

  constructor(device: ScsiDevice, options: ChangerOptions) {
    this.#device = device;
    this.#options = options;
  }

  async isChanger(): Promise<boolean> {
    const { connected, peripheralType } = await this.#patiently(() => this.#device.query(inquiry(), inquire));
    return connected && peripheralType === peripheralTypes.changer;
  }

  addresses(): Promise<ElementAddressAssignment> {
    return this.#patiently(() => this.#device.query(elementAddressAssignment(), inquire));
  }

  /** All elements of a kind that the library has, in the order of their addresses. */
  async elements(type: ElementType): Promise<readonly ElementStatus[]> {
    const { first, count } = (await this.addresses())[type];
    const elements: ElementStatus[] = [];
    for (let next = first; elements.length < count; ) {
      const wanted = Math.min(count - elements.length, elementsPerReport);
      const report = await this.#report(type, next, wanted);
      elements.push(...report);
      const last = report.at(-1);
      // Fewer than asked for: there are no more.
      if (last === undefined || report.length < wanted) break;
      next = last.address + 1;
    }
    return elements;
  }

  /** One element as it is now; undefined where the library does not show it. */
  async element({ type, address }: Pick<ElementStatus, 'type' | 'address'>): Promise<ElementStatus | undefined> {
    const report = await this.#report(type, address, 1);
    return report.find((element) => element.address === address);
  }

  async move(from: number, to: number): Promise<void> {
    await this.#patiently(() => this.#device.order(moveMedium(from, to), move));
  }

  /** Reads again until `isSettled` says so; resolves with whether it did in time. */
  async settles({ everyMs, forMs }: Patience, isSettled: () => Promise<boolean>): Promise<boolean> {
    const { clock, signal } = this.#options;
    const started = clock.now();
    while (!(await isSettled())) {
      if (clock.now() - started >= forMs) return false;
      await clock.sleep(everyMs, signal);
    }
    return true;
  }

  close(): Promise<void> {
    return this.#device.close();
  }

  #report(type: ElementType, first: number, count: number): Promise<readonly ElementStatus[]> {
    return this.#patiently(() => this.#device.query(readElementStatus({ type, first, count }), inquire));
  }

  async #patiently<T>(command: () => Promise<T>): Promise<T> {
    const { clock, signal, patience, onWait } = this.#options;
    const started = clock.now();
    for (let isFirst = true; ; isFirst = false) {
      try {
        return await command();
      } catch (error) {
        const isPassing = isCondition(error, 'LIBRARY_BECOMING_READY') || isCondition(error, 'LIBRARY_STATE_CHANGED');
        if (!isPassing || clock.now() - started >= patience.forMs) throw error;
        if (isFirst) onWait?.(error);
        await clock.sleep(patience.everyMs, signal);
      }
    }
  }
}
