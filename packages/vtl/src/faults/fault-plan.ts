import type { Fault, FaultRule } from './fault.ts';

/** A rule in the plan, with what is left of it. */
interface Planned {
  readonly id: number;
  readonly rule: FaultRule;
  skip: number;
  times: number;
  /** Ends the waits that the rule's fault has caused. */
  readonly released: AbortController;
}

/** A fault that befalls a command, and a signal that ends its wait. */
export interface Strike {
  readonly fault: Fault;
  readonly released: AbortSignal;
}

/** What will go wrong in a virtual library. The devices ask it before each command; tests and operators fill it. */
export class FaultPlan {
  readonly #planned: Planned[] = [];
  #nextId = 1;

  /** @returns the number by which the rule can be taken back */
  add(rule: FaultRule): number {
    const id = this.#nextId++;
    this.#planned.push({ id, rule, skip: rule.skip ?? 0, times: rule.times ?? 1, released: new AbortController() });
    return id;
  }

  /** Rules that still lie ahead, or whose waits last. */
  list(): readonly { readonly id: number; readonly rule: FaultRule; readonly timesLeft: number }[] {
    return this.#planned.map(({ id, rule, times }) => ({ id, rule, timesLeft: times }));
  }

  /** Takes a rule back; commands that hang on it go on. */
  remove(id: number): void {
    const index = this.#planned.findIndex((planned) => planned.id === id);
    for (const { released } of index < 0 ? [] : this.#planned.splice(index, 1)) released.abort();
  }

  clear(): void {
    for (const { released } of this.#planned.splice(0)) released.abort();
  }

  /** The first fault planned for a command; one command meets at most one. */
  strike(unit: string, cdb: Uint8Array): Strike | undefined {
    if (this.#planned.length === 0) return undefined;
    for (const planned of this.#planned) {
      if (!befalls(planned.rule, unit, cdb)) continue;
      if (planned.skip > 0) {
        planned.skip--;
      } else if (planned.times > 0) {
        planned.times--;
        this.#retire(planned);
        return { fault: planned.rule.fault, released: planned.released.signal };
      }
    }
    return undefined;
  }

  /** A rule that is used up leaves the plan, unless commands may wait on it. */
  #retire(planned: Planned): void {
    const waits = planned.rule.fault.kind === 'hang' || planned.rule.fault.kind === 'delay';
    if (planned.times === 0 && !waits) this.#planned.splice(this.#planned.indexOf(planned), 1);
  }
}

function befalls(rule: FaultRule, unit: string, cdb: Uint8Array): boolean {
  if (rule.unit !== undefined && rule.unit !== unit) return false;
  if (rule.opcode !== undefined && rule.opcode !== cdb[0]) return false;
  return (rule.cdb ?? []).every(({ byte, mask, value }) => ((cdb[byte] ?? 0) & mask) === value);
}
