import { mergeEvents, runServiceProgram, runtimeEvents } from '@cta/runtime';
import { configurationSchema } from './configuration.ts';
import { maintenanceEvents } from './maintenance-events.ts';
import { serveMaintenance } from './serve-maintenance.ts';

await runServiceProgram({
  name: 'cta-maintd',
  description: 'Maintenance service of the CERN Tape Archive: dead mounts, reports, what is finished.',
  schema: configurationSchema,
  events: mergeEvents(runtimeEvents, maintenanceEvents),
  logging: ({ logging }) => logging,
  serve: serveMaintenance,
});
