import type { DatabaseName } from './breakable-databases.ts';
import type { LossName } from './losses.ts';

/** What the one server of both databases goes through in a failover: the way from being stopped to being promoted. */
export const failover = ['stopped', 'starting up'] as const;

type Trouble = LossName | (typeof failover)[number];

/** What whoever has reached its databases may meet. */
const whileServed = [
  'a black hole',
  'refusing connections',
  'resetting connections',
  'read-only',
  'out of connections',
  'refusing the login',
  'not trusted',
  'stopped',
  'starting up',
] as const satisfies readonly Trouble[];

/**
 * Which trouble of the Catalogue, and which of the SchedulerDB, meets which moment of a service's life in the tests: they
 * run through these lists, and docs/database-goes-away.md shows them.
 */
export const matrix = {
  start: [
    'refusing connections',
    'resetting connections',
    'a black hole',
    'out of connections',
    'stopped',
    'starting up',
    'read-only',
  ],
  'idle, mount decided': whileServed,
  'archive session': [
    'a black hole',
    'losing answers',
    'refusing connections',
    'resetting connections',
    'read-only',
    'out of connections',
    'refusing the login',
    'not trusted',
    'stopped',
    'starting up',
  ],
  'retrieve session': whileServed,
  label: ['a black hole', 'read-only'],
  stop: whileServed,
} as const satisfies Readonly<Record<string, readonly Trouble[]>>;

/** Troubles that end a start: only a person can help. Who was served before waits for their end. */
export const exitsAtStart = ['refusing the login', 'not trusted'] as const satisfies readonly LossName[];

export type Moment = keyof typeof matrix;

/** The troubles of a moment that one database may have alone. */
export function lossesAt(moment: Moment): readonly LossName[] {
  const troubles: readonly Trouble[] = matrix[moment];
  const ofTheServer: readonly Trouble[] = failover;
  return troubles.filter((trouble): trouble is LossName => !ofTheServer.includes(trouble));
}

/** Troubles of both databases at once: each is that of the Catalogue once, and once the SchedulerDB's. */
export function inTurn(troubles: readonly LossName[]): readonly Readonly<Record<DatabaseName, LossName>>[] {
  return troubles.map((Catalogue, index) => ({
    Catalogue,
    SchedulerDB: troubles[(index + 1) % troubles.length] ?? Catalogue,
  }));
}
