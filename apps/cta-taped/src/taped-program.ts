import { mergeEvents, runtimeEvents, type ServiceProgram } from '@cta/runtime';
import { sessionEvents } from '@cta/session';
import { configurationSchema } from './configuration.ts';
import { type Openers, openers } from './openers.ts';
import { serveDrive } from './serve-drive.ts';

const events = mergeEvents(runtimeEvents, sessionEvents);

/** The drive service as a program. @param open opens what it has of the world outside */
export function tapedProgram(open: Openers = openers) {
  return {
    name: 'cta-taped',
    description: 'Drive service of the CERN Tape Archive: one process, one drive.',
    schema: configurationSchema,
    events,
    logging: ({ logging }) => logging,
    serve: (configuration, logger, life) =>
      serveDrive(configuration, logger.with({ drive: configuration.drive.name }), life, open),
  } satisfies ServiceProgram<typeof configurationSchema, typeof events>;
}
