import type { BreakableDatabases, DatabaseName } from './breakable-databases.ts';

/** A way of losing a database, and the code by which services tell of it. */
export interface Loss {
  readonly code: string;
  readonly begin: (databases: BreakableDatabases, name: DatabaseName) => Promise<void>;
  readonly end: (databases: BreakableDatabases, name: DatabaseName) => Promise<void>;
}

type BrokenWay = 'refuse' | 'reset' | 'black-hole' | 'lose-answers';

const wayIs = (type: BrokenWay): Loss => ({
  code: 'B101',
  begin: ({ ways }, name) => ways[name].proxy.become({ type }),
  end: ({ ways }, name) => ways[name].proxy.become({ type: 'pass' }),
});

/** Those that one database may have while the other has none. */
export const losses = {
  'a black hole': wayIs('black-hole'),
  'losing answers': wayIs('lose-answers'),
  'refusing connections': wayIs('refuse'),
  'resetting connections': wayIs('reset'),
  'read-only': {
    code: 'B102',
    begin: (databases, name) => databases.setReadOnly(name, true),
    end: (databases, name) => databases.setReadOnly(name, false),
  },
  'out of connections': {
    code: 'B103',
    begin: (databases, name) => databases.limitConnections(name, 0),
    end: (databases, name) => databases.limitConnections(name, -1),
  },
  'refusing the login': {
    code: 'B301',
    begin: (databases, name) => databases.refuseLogin(name, true),
    end: (databases, name) => databases.refuseLogin(name, false),
  },
  'not trusted': {
    code: 'B308',
    begin: (databases, name) => databases.distrust(name, true),
    end: (databases, name) => databases.distrust(name, false),
  },
} as const satisfies Readonly<Record<string, Loss>>;

export type LossName = keyof typeof losses;
