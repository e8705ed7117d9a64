import type { Database } from '@cta/database';
import { migrateScheduler, schedulerSchema } from '../schema/scheduler-schema.ts';

/** Template of test databases that are a SchedulerDB. */
export const schedulerTemplate = {
  name: 'scheduler',
  schema: schedulerSchema,
  migrate: (db: Database): Promise<unknown> => migrateScheduler(db),
};
