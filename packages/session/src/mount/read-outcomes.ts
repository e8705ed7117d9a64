import type { ConditionError } from '@cta/conditions';
import { verdictOn } from '../machine/verdict.ts';

/** So many files must have failed before they speak against drive or tape: one alone may lie on a bad spot. */
const fewestFiles = 2;

/** What became of the files of a retrieve session: tells a drive or tape that reads nothing from a few bad files. */
export class ReadOutcomes {
  readonly #failed = new Set<string>();
  #isAnyDone = false;
  #latest: ConditionError | undefined;

  done(): void {
    this.#isAnyDone = true;
  }

  failed(taskId: string, error: ConditionError): void {
    if (verdictOn(error.condition) === 'neither') return;
    this.#failed.add(taskId);
    this.#latest = error;
  }

  /** The fault of a session that could read none of its files, if it was one. */
  get fault(): ConditionError | undefined {
    return this.#isAnyDone || this.#failed.size < fewestFiles ? undefined : this.#latest;
  }
}
