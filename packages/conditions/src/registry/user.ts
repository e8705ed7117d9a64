import { conditionsOf } from '../condition.ts';

/** What somebody asked for and cannot be done as asked. */
export const userConditions = conditionsOf('user', {
  NO_SUCH_ENTITY: {
    code: 'U101',
    severity: 'info',
    retryable: false,
    title: 'It does not exist',
    effect: 'The command is refused.',
    remedy: 'Check the name.',
    since: '0.1.0',
  },
});
