import type { Sense } from '../device-server/sense.ts';

/** What goes wrong with a command. */
export type Fault =
  /** The device answers this sense and does nothing. */
  | { readonly kind: 'sense'; readonly sense: Sense }
  /** The device does what it was told, and then answers this sense. */
  | { readonly kind: 'sense-after'; readonly sense: Sense }
  /** What was written since the last flush is gone, and the device answers a deferred error that says so. */
  | { readonly kind: 'deferred-write-error'; readonly sense: Sense }
  /** The device answers this status (BUSY, RESERVATION CONFLICT) and does nothing. */
  | { readonly kind: 'status'; readonly status: number }
  /** The device takes its time, then does what it was told. */
  | { readonly kind: 'delay'; readonly delayMs: number }
  /** The device does not answer until the fault is taken back; then it does what it was told. */
  | { readonly kind: 'hang' }
  /** The device answers GOOD and does nothing. */
  | { readonly kind: 'lie' }
  /** One bit of the data, in the direction that they go, is inverted on the way. */
  | { readonly kind: 'corrupt' };

/** Which commands a fault befalls. */
export interface FaultRule {
  /** Name of the unit: 'changer', or a drive's serial number; every unit where absent. */
  readonly unit?: string;
  /** Operation code; every command where absent. */
  readonly opcode?: number;
  /** Bits that the CDB must have, for commands that do several things: LOAD UNLOAD that unloads has 0 in bit 0 of byte 4. */
  readonly cdb?: readonly { readonly byte: number; readonly mask: number; readonly value: number }[];
  /** Matching commands that are spared first. */
  readonly skip?: number;
  /** How many matching commands it befalls after that; 1 where absent. */
  readonly times?: number;
  readonly fault: Fault;
}
