import {
  type DriveTimeoutsMs,
  driveTimeoutsMs,
  type Readiness,
  type TapeAlertFlags,
  type TapeDrive,
} from '@cta/hardware';
import type { ProtectionMode } from '@cta/tape-format';
import type { DriveCall, TapePulse } from './tape-pulse.ts';

/** The longest that each call may take: what its commands may take, one after the other. */
export type CallBoundsMs = Readonly<Record<DriveCall, number>>;

/** @param timeoutsMs bounds on commands that differ from the usual ones */
export function callBoundsMs(timeoutsMs: Partial<DriveTimeoutsMs>, connectTimeoutMs: number): CallBoundsMs {
  const { inquire, modeSelect, ...commands } = { ...driveTimeoutsMs, ...timeoutsMs };
  return {
    open: connectTimeoutMs + 7 * inquire + 3 * modeSelect,
    readiness: 2 * inquire,
    waitUntilReady: 5 * inquire + 2 * modeSelect,
    tapeAlerts: 2 * inquire,
    setProtection: 2 * inquire + modeSelect,
    read: commands.read,
    write: commands.write,
    writeFilemarks: commands.writeFilemarks,
    spaceFilemarks: commands.position,
    locate: commands.position,
    position: 2 * inquire,
    rewind: commands.rewind,
    unload: commands.unload,
    close: inquire,
  };
}

/** Does what may block the thread, or never come back, while the pulse says what it is and how long it may take. */
export async function withinBound<T>(
  pulse: TapePulse,
  call: DriveCall,
  boundMs: number,
  work: () => Promise<T>,
): Promise<T> {
  pulse.enter(call, boundMs);
  try {
    return await work();
  } finally {
    pulse.leave();
  }
}

/** A drive that says of each call, before it is made, how long it may take. One call at a time. */
export class BoundedDrive implements TapeDrive {
  readonly #drive: TapeDrive;
  readonly #pulse: TapePulse;
  readonly #boundsMs: CallBoundsMs;

  constructor(drive: TapeDrive, pulse: TapePulse, boundsMs: CallBoundsMs) {
    this.#drive = drive;
    this.#pulse = pulse;
    this.#boundsMs = boundsMs;
  }

  get identity() {
    return this.#drive.identity;
  }

  get protectionSupported() {
    return this.#drive.protectionSupported;
  }

  readiness(): Promise<Readiness> {
    return this.#within('readiness', () => this.#drive.readiness());
  }

  waitUntilReady(options: { readonly timeoutMs: number; readonly signal: AbortSignal }) {
    const boundMs = options.timeoutMs + this.#boundsMs.waitUntilReady;
    return withinBound(this.#pulse, 'waitUntilReady', boundMs, () => this.#drive.waitUntilReady(options));
  }

  tapeAlerts(options?: { readonly mayClear: boolean }): Promise<TapeAlertFlags> {
    return this.#within('tapeAlerts', () => this.#drive.tapeAlerts(options));
  }

  setProtection(mode: ProtectionMode): Promise<void> {
    return this.#within('setProtection', () => this.#drive.setProtection(mode));
  }

  read(buffer: Uint8Array): Promise<number | 'filemark'> {
    return this.#within('read', () => this.#drive.read(buffer));
  }

  write(buffer: Uint8Array, length: number): Promise<{ readonly earlyWarning: boolean }> {
    return this.#within('write', () => this.#drive.write(buffer, length));
  }

  writeFilemarks(count: number, options: { readonly wait: boolean }): Promise<{ readonly earlyWarning: boolean }> {
    return this.#within('writeFilemarks', () => this.#drive.writeFilemarks(count, options));
  }

  spaceFilemarks(count: number): Promise<void> {
    return this.#within('spaceFilemarks', () => this.#drive.spaceFilemarks(count));
  }

  locate(logicalObject: number): Promise<void> {
    return this.#within('locate', () => this.#drive.locate(logicalObject));
  }

  position(): Promise<number> {
    return this.#within('position', () => this.#drive.position());
  }

  rewind(): Promise<void> {
    return this.#within('rewind', () => this.#drive.rewind());
  }

  unload(): Promise<void> {
    return this.#within('unload', () => this.#drive.unload());
  }

  close(): Promise<void> {
    return this.#within('close', () => this.#drive.close());
  }

  #within<T>(call: DriveCall, work: () => Promise<T>): Promise<T> {
    return withinBound(this.#pulse, call, this.#boundsMs[call], work);
  }
}
