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
  ENTITY_EXISTS: {
    code: 'U102',
    severity: 'info',
    retryable: false,
    title: 'It exists already',
    effect: 'The command is refused.',
    remedy: 'Choose another name, or change what is there.',
    since: '0.1.0',
  },
  ENTITY_IN_USE: {
    code: 'U103',
    severity: 'info',
    retryable: false,
    title: 'It is in use',
    effect: 'The command is refused.',
    remedy: 'Remove first what uses it.',
    since: '0.1.0',
  },
  VALUE_INVALID: {
    code: 'U104',
    severity: 'info',
    retryable: false,
    title: 'A value cannot be accepted',
    effect: 'The command is refused.',
    remedy: 'The message names the value and what is expected.',
    since: '0.1.0',
  },
});
