import { conditionsOf } from '../condition.ts';

/** What a library and its changers can be blamed for. */
export const libraryConditions = conditionsOf('library', {
  LIBRARY_NO_ANSWER: {
    code: 'L101',
    severity: 'error',
    retryable: true,
    title: 'Media changer does not answer',
    effect: 'It is tried again for as long as it takes.',
    remedy: 'Check the library and the way to it.',
    since: '0.1.0',
  },
});
