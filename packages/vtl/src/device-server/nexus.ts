import type { Sense } from './sense.ts';
import { senses } from './senses.ts';

/** What a device remembers of one initiator and its session: the unit attentions that it has not been told of. */
export class Nexus {
  readonly name: string;
  readonly #attentions: Sense[] = [senses.powerOnOccurred];

  constructor(name: string) {
    this.name = name;
  }

  establish(attention: Sense): void {
    const known = this.#attentions.some(({ asc, ascq }) => asc === attention.asc && ascq === attention.ascq);
    if (!known) this.#attentions.push(attention);
  }

  /** Takes the oldest unit attention: each is told once. */
  takeAttention(): Sense | undefined {
    return this.#attentions.shift();
  }

  /** A reset, or the loss of the nexus, replaces what was waiting (SAM-6 5.14). */
  reset(attention: Sense): void {
    this.#attentions.splice(0, this.#attentions.length, attention);
  }
}

/** More sessions than this are not remembered; the one that was quiet longest begins anew. */
const rememberedNexuses = 256;

export class NexusTable {
  readonly #byName = new Map<string, Nexus>();

  /** The nexus of that name; one that was not seen before begins with a unit attention for power on. */
  get(name: string): Nexus {
    const nexus = this.#byName.get(name) ?? new Nexus(name);
    this.#byName.delete(name);
    this.#byName.set(name, nexus);
    if (this.#byName.size > rememberedNexuses) this.#byName.delete(this.#byName.keys().next().value ?? name);
    return nexus;
  }

  /** Establishes a unit attention for everybody but the one who caused it. */
  establish(attention: Sense, except?: Nexus): void {
    for (const nexus of this.#byName.values()) if (nexus !== except) nexus.establish(attention);
  }

  /** The nexus of that name, if it is known. */
  find(name: string): Nexus | undefined {
    return this.#byName.get(name);
  }

  reset(): void {
    for (const nexus of this.#byName.values()) nexus.reset(senses.powerOnOccurred);
  }
}
