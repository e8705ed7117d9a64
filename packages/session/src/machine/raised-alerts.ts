import type { TapeAlertFlags } from '@cta/hardware';

/**
 * TapeAlert flags that a drive has raised, kept where the drive itself forgets them: some have no page but that which
 * clears flags as it is read, and all forget those of a medium that has left.
 */
export class RaisedAlerts {
  #set: ReadonlySet<number>;
  #fresh = new Set<number>();
  #areCleared = false;

  /** @param known what an earlier process was told */
  constructor(known: readonly number[] = []) {
    this.#set = new Set(known);
  }

  /** Flags that are set, as far as is known; those that were cleared by reading are kept until the next tape comes. */
  get set(): readonly number[] {
    return ordered(this.#set);
  }

  /** Flags that were raised since the tape came, also if they are not set any more. */
  get fresh(): readonly number[] {
    return ordered(this.#fresh);
  }

  /** All that is held against the drive: what is set, and what was raised since the tape came. */
  get raised(): readonly number[] {
    return ordered(new Set([...this.#set, ...this.#fresh]));
  }

  /** The drive was asked. @returns flags that were raised since it was asked before */
  read({ flags, areCleared }: TapeAlertFlags): readonly number[] {
    const fresh = areCleared ? flags : flags.filter((flag) => !this.#set.has(flag));
    for (const flag of fresh) this.#fresh.add(flag);
    this.#set = new Set(areCleared ? [...this.#set, ...flags] : flags);
    this.#areCleared = areCleared;
    return fresh;
  }

  /** A tape comes into the drive: what is raised from now on is raised with it. */
  tapeComes(): void {
    this.#fresh.clear();
    if (this.#areCleared) this.#set = new Set();
  }

  /** The drive was set up: what it said before was seen to. */
  forget(): void {
    this.#fresh.clear();
    this.#set = new Set();
  }
}

function ordered(flags: ReadonlySet<number>): readonly number[] {
  return [...flags].toSorted((a, b) => a - b);
}
