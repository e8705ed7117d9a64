import { type ConditionCode, type ConditionError, conditions, type Suspect } from '@cta/conditions';

/** How often each condition was logged by this process: every code of the registry, so that the first time is seen as growth. */
export class ConditionCounts {
  readonly #counts = new Map<ConditionCode, { readonly suspect: Suspect; times: number }>(
    Object.values(conditions).map(({ code, suspect }) => [code, { suspect, times: 0 }]),
  );

  count({ code }: ConditionError): void {
    const entry = this.#counts.get(code);
    if (entry !== undefined) entry.times += 1;
  }

  list(): readonly { readonly code: ConditionCode; readonly suspect: Suspect; readonly times: number }[] {
    return [...this.#counts].map(([code, { suspect, times }]) => ({ code, suspect, times }));
  }
}
