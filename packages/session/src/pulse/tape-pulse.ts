/** What the tape worker asks of the drive; a call has a bound on its time, whatever commands it is made of. */
export const driveCalls = [
  'open',
  'readiness',
  'waitUntilReady',
  'tapeAlerts',
  'setProtection',
  'read',
  'write',
  'writeFilemarks',
  'spaceFilemarks',
  'locate',
  'position',
  'rewind',
  'unload',
  'close',
] as const;

export type DriveCall = (typeof driveCalls)[number];

/** The sign of life of the tape worker, as another thread sees it at one moment. */
export interface PulseReading {
  /** Turns of its event loop that were counted. */
  readonly turns: number;
  /** Number of the last step: a call to the drive was begun, or has ended. */
  readonly step: number;
  /** The call that it is in. */
  readonly call: { readonly name: DriveCall; readonly boundMs: number } | undefined;
}

const word = { turns: 0, step: 1, boundMs: 2 } as const;
const wordCount = 3;
/** The word of a step: its number, and in the lowest bits which call it began, 0 where one ended. */
const callBits = 5;
const callMask = (1 << callBits) - 1;
/** What a word holds: 24 days. */
const longestBoundMs = 0x7fff_ffff;

export function allocatePulse(): SharedArrayBuffer {
  return new SharedArrayBuffer(wordCount * Int32Array.BYTES_PER_ELEMENT);
}

/**
 * Shared memory in which the tape worker leaves its sign of life, without waiting for anybody. Times are bounds, not
 * moments: whoever reads counts by its own clock, so that a process that was stopped for a while is not taken for hung.
 */
export class TapePulse {
  readonly #words: Int32Array<SharedArrayBuffer>;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  /** The worker's event loop has come round. */
  turn(): void {
    Atomics.add(this.#words, word.turns, 1);
  }

  /** The worker begins a call to the drive, which ends within this time, well or not. */
  enter(call: DriveCall, boundMs: number): void {
    // Before the step: while no call is on, nobody looks at its bound.
    Atomics.store(this.#words, word.boundMs, Math.min(boundMs, longestBoundMs));
    this.#step(driveCalls.indexOf(call) + 1);
  }

  /** The call has ended. */
  leave(): void {
    this.#step(0);
  }

  read(): PulseReading {
    for (;;) {
      const step = Atomics.load(this.#words, word.step);
      const boundMs = Atomics.load(this.#words, word.boundMs);
      // Another step since: the bound may be that of its call.
      if (Atomics.load(this.#words, word.step) !== step) continue;
      const name = driveCalls[(step & callMask) - 1];
      const turns = Atomics.load(this.#words, word.turns);
      return { turns, step: step >>> callBits, call: name === undefined ? undefined : { name, boundMs } };
    }
  }

  /** For the one thread that calls; the number begins anew when it has outgrown its bits. */
  #step(call: number): void {
    const next = (Atomics.load(this.#words, word.step) >>> callBits) + 1;
    Atomics.store(this.#words, word.step, (next << callBits) | call);
  }
}
