import { openDatabase } from '@cta/database';
import { mergeEvents, runtimeEvents, type ServiceProgram } from '@cta/runtime';
import { configurationSchema } from './configuration.ts';
import { maintenanceEvents } from './maintenance-events.ts';
import { serveMaintenance } from './serve-maintenance.ts';

const events = mergeEvents(runtimeEvents, maintenanceEvents);

/** The maintenance service as a program. @param open opens its databases */
export function maintdProgram(open = openDatabase) {
  return {
    name: 'cta-maintd',
    description: 'Maintenance service of the CERN Tape Archive: dead mounts, reports, what is finished.',
    schema: configurationSchema,
    events,
    logging: ({ logging }) => logging,
    serve: (configuration, logger, life) => serveMaintenance(configuration, logger, life, open),
  } satisfies ServiceProgram<typeof configurationSchema, typeof events>;
}
