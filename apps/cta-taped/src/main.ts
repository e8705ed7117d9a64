import { mergeEvents, runServiceProgram, runtimeEvents } from '@cta/runtime';
import { sessionEvents } from '@cta/session';
import { configurationSchema } from './configuration.ts';
import { convertCommand } from './convert/convert-command.ts';
import { doctorCommand } from './doctor/doctor-command.ts';
import { serveDrive } from './serve-drive.ts';

await runServiceProgram({
  name: 'cta-taped',
  description: 'Drive service of the CERN Tape Archive: one process, one drive.',
  schema: configurationSchema,
  events: mergeEvents(runtimeEvents, sessionEvents),
  logging: ({ logging }) => logging,
  serve: (configuration, logger, life) =>
    serveDrive(configuration, logger.with({ drive: configuration.drive.name }), life),
  commands: [doctorCommand(), convertCommand()],
});
