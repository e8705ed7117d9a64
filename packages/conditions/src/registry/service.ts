import { conditionsOf } from '../condition.ts';

/** What our own services and their configuration can be blamed for. */
export const serviceConditions = conditionsOf('service', {
  UNFORESEEN_ERROR: {
    code: 'S001',
    severity: 'error',
    retryable: true,
    title: 'Unforeseen error, a fault of this program',
    effect: 'The operation ends; a full report is in the log.',
    remedy: 'Report it to the developers, with the log.',
    since: '0.1.0',
  },
});
