import { defineMetrics } from '@cta/runtime';

/** What a maintenance service measures. */
export const maintenanceMetrics = defineMetrics({
  'cta.maintd.routine.duration': {
    kind: 'histogram',
    unit: 'ms',
    description: 'Durations of the routines that this service ran.',
    attributes: {
      'cta.routine.name': 'name of the routine',
      'error.type': 'code of what it failed with; absent where it did not',
    },
  },
});

export type MaintenanceMetrics = typeof maintenanceMetrics;
