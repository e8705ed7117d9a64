import { conditionsOf } from '../condition.ts';

/** What a database or the way to it can be blamed for. */
export const databaseConditions = conditionsOf('database', {
  DATABASE_UNREACHABLE: {
    code: 'B101',
    severity: 'warning',
    retryable: true,
    title: 'Database cannot be reached',
    effect: 'It is tried again for as long as it takes; results are held meanwhile; no drive goes down.',
    remedy: 'Bring the database server back.',
    since: '0.1.0',
  },
});
