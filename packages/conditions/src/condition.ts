/**
 * Who is to blame for a failure. `user` is whoever asked for something that cannot be done as asked: it puts no
 * blame on any part of the archive.
 */
export type Suspect = 'drive' | 'medium' | 'library' | 'database' | 'disk' | 'job' | 'service' | 'user';

/** `info` tells, `warning` can wait for office hours, `error` lost something that will be retried, `critical` needs a person. */
export type Severity = 'info' | 'warning' | 'error' | 'critical';

/** First letter of a code, by suspect. For ever: a code never changes its letter. */
export const suspectLetters = {
  drive: 'D',
  medium: 'M',
  library: 'L',
  database: 'B',
  disk: 'F',
  job: 'J',
  service: 'S',
  user: 'U',
} as const satisfies Record<Suspect, string>;

export type SuspectLetter<S extends Suspect = Suspect> = (typeof suspectLetters)[S];

/** One entry of the registry: the contract with monitoring is `code` and the key it is filed under; texts may change. */
export interface Condition<S extends Suspect = Suspect> {
  readonly code: `${SuspectLetter<S>}${number}`;
  readonly suspect: S;
  readonly severity: Severity;
  /** Whether the same operation may succeed later without anybody doing anything. */
  readonly retryable: boolean;
  readonly title: string;
  /** What the service does about it. */
  readonly effect: string;
  /** What a person does about it. */
  readonly remedy: string;
  /** Release that first had it. */
  readonly since: string;
}

/** Conditions of one suspect, filed under their names: `DRIVE_LOAD_FAILED: { code: 'D104', … }`. */
export type ConditionTable<S extends Suspect> = Readonly<Record<string, Omit<Condition<S>, 'suspect'>>>;

/** Adds the suspect to each entry of a table. */
export function conditionsOf<S extends Suspect, T extends ConditionTable<S>>(
  suspect: S,
  table: T,
): { readonly [K in keyof T]: T[K] & { readonly suspect: S } } {
  return Object.fromEntries(
    Object.entries(table).map(([name, entry]) => [name, Object.freeze({ suspect, ...entry })]),
  ) as { readonly [K in keyof T]: T[K] & { readonly suspect: S } };
}
