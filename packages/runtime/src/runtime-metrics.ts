import { defineMetrics } from './metrics/metric.ts';

/** What every service measures. */
export const runtimeMetrics = defineMetrics({
  'cta.condition.count': {
    kind: 'counter',
    unit: '1',
    description:
      'Log lines that told of a condition since the process began; every code has its series from the start.',
    attributes: {
      'cta.condition.code': 'code of the condition, as in conditions.md',
      'cta.condition.suspect': 'who is suspected',
    },
  },
  'cta.service.outage': {
    kind: 'gauge',
    unit: '1',
    description: 'Whether a connection is lost: 1, or 0 for one that was had and is not lost.',
    attributes: {
      'cta.connection.name': 'what is connected to: Catalogue, SchedulerDB, library, drive, a receiver of alerts',
      'cta.condition.code': 'code of what the latest attempt failed with; absent while it is not lost',
    },
  },
});

export type RuntimeMetrics = typeof runtimeMetrics;
