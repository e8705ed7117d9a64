/** cta-maintd, which counts its steps and can be killed at each (`stepEnvironment`). */
import { mergeEvents, runServiceProgram, runtimeEvents } from '@cta/runtime';
import { configurationSchema } from '../../../apps/cta-maintd/src/configuration.ts';
import { maintenanceEvents } from '../../../apps/cta-maintd/src/maintenance-events.ts';
import { serveMaintenance } from '../../../apps/cta-maintd/src/serve-maintenance.ts';
import { beginPart } from './steps.ts';
import { openWatchedDatabase } from './watched-database.ts';

beginPart('start');
await runServiceProgram({
  name: 'cta-maintd',
  description: 'Maintenance service under crash tests.',
  schema: configurationSchema,
  events: mergeEvents(runtimeEvents, maintenanceEvents),
  logging: ({ logging }) => logging,
  serve: (configuration, logger, life) => serveMaintenance(configuration, logger, life, openWatchedDatabase),
});
