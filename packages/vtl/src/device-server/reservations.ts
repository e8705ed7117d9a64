import type { Nexus } from './nexus.ts';

/** Kinds of persistent reservation that tape software uses (SPC-5 5.14.7, table 'persistent reservation type'). */
export const reservationTypes = { exclusiveAccess: 3, exclusiveAccessRegistrantsOnly: 6 } as const;

export interface PersistentReservation {
  readonly holder: Nexus;
  readonly key: bigint;
  readonly type: number;
}

/** Commands that are processed for everybody (SPC-5 table 'commands allowed in the presence of reservations'). */
const allowedToAll: ReadonlySet<number> = new Set([
  0x03, // REQUEST SENSE
  0x05, // READ BLOCK LIMITS
  0x12, // INQUIRY
  0x17, // RELEASE(6)
  0x44, // REPORT DENSITY SUPPORT
  0x57, // RELEASE(10)
  0x5e, // PERSISTENT RESERVE IN
  0x5f, // PERSISTENT RESERVE OUT
  0xa0, // REPORT LUNS
]);

/** Who may use a unit: reservations by RESERVE (SPC-2 5.5.1) and persistent ones (SPC-5 5.14). */
export class Reservations {
  readonly #registrations = new Map<Nexus, bigint>();
  #holder: Nexus | undefined;
  #persistent: PersistentReservation | undefined;
  #generation = 0;

  get persistent(): PersistentReservation | undefined {
    return this.#persistent;
  }

  /** Counts the changes of registrations (PRGENERATION). */
  get generation(): number {
    return this.#generation;
  }

  get registrations(): ReadonlyMap<Nexus, bigint> {
    return this.#registrations;
  }

  allow(nexus: Nexus, cdb: Uint8Array): boolean {
    if (allowedToAll.has(cdb[0] ?? 0)) return true;
    if (this.#holder !== undefined && this.#holder !== nexus) return false;
    if (this.#persistent === undefined || this.#persistent.holder === nexus) return true;
    return this.#persistent.type === reservationTypes.exclusiveAccessRegistrantsOnly && this.#registrations.has(nexus);
  }

  /** RESERVE. @returns false where somebody else has the unit */
  reserve(nexus: Nexus): boolean {
    if (this.#holder !== undefined && this.#holder !== nexus) return false;
    this.#holder = nexus;
    return true;
  }

  /** RELEASE; by one who does not hold the unit it does nothing. */
  release(nexus: Nexus): void {
    if (this.#holder === nexus) this.#holder = undefined;
  }

  /** Registers a key; 0 takes the registration back, and with it the reservation. */
  register(nexus: Nexus, key: bigint): void {
    this.#generation++;
    if (key !== 0n) {
      this.#registrations.set(nexus, key);
      return;
    }
    this.#registrations.delete(nexus);
    if (this.#persistent?.holder === nexus) this.#persistent = undefined;
  }

  /** @returns false where another reservation stands */
  reservePersistently(nexus: Nexus, key: bigint, type: number): boolean {
    const standing = this.#persistent;
    if (standing !== undefined) return standing.holder === nexus && standing.type === type;
    this.#persistent = { holder: nexus, key, type };
    return true;
  }

  releasePersistently(nexus: Nexus): void {
    if (this.#persistent?.holder === nexus) this.#persistent = undefined;
  }

  /** Takes all registrations with a key away, and their reservation over. @returns those who lost theirs */
  preempt(nexus: Nexus, key: bigint, victimKey: bigint, type: number): readonly Nexus[] {
    const victims = [...this.#registrations].filter(([other, has]) => other !== nexus && has === victimKey);
    for (const [victim] of victims) this.#registrations.delete(victim);
    if (this.#persistent?.key === victimKey) this.#persistent = { holder: nexus, key, type };
    this.#generation++;
    return victims.map(([victim]) => victim);
  }

  /** Takes everything back. @returns those who were registered */
  clear(): readonly Nexus[] {
    const victims = [...this.#registrations.keys()];
    this.#registrations.clear();
    this.#persistent = undefined;
    this.#generation++;
    return victims;
  }

  /** Loss of power: nothing here persists through it. */
  reset(): void {
    this.#registrations.clear();
    this.#persistent = undefined;
    this.#holder = undefined;
    this.#generation = 0;
  }
}
