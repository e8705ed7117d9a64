/** cta-taped, which counts its steps and can be killed at each (`stepEnvironment`). */
import { openTapeLibrary } from '@cta/hardware';
import { mergeEvents, runServiceProgram, runtimeEvents } from '@cta/runtime';
import { openTransferEngine, sessionEvents } from '@cta/session';
import { configurationSchema } from '../../../apps/cta-taped/src/configuration.ts';
import type { Openers } from '../../../apps/cta-taped/src/openers.ts';
import { serveDrive } from '../../../apps/cta-taped/src/serve-drive.ts';
import { beginPart } from './steps.ts';
import { watchedCalls } from './watched-calls.ts';
import { openWatchedDatabase } from './watched-database.ts';
import { watchedLogger } from './watched-logger.ts';

const driveModule = new URL('./watched-drive.ts', import.meta.url).href;
const diskModule = new URL('./watched-disk.ts', import.meta.url);

const watched: Openers = {
  openDatabase: openWatchedDatabase,
  openTapeLibrary: async (device, options) => watchedCalls('library', await openTapeLibrary(device, options)),
  openTransferEngine: (options) => openTransferEngine({ ...options, driveModule, diskModule }),
};

beginPart('start');
await runServiceProgram({
  name: 'cta-taped',
  description: 'Drive service under crash tests.',
  schema: configurationSchema,
  events: mergeEvents(runtimeEvents, sessionEvents),
  logging: ({ logging }) => logging,
  serve: (configuration, logger, life) =>
    serveDrive(configuration, watchedLogger(logger).with({ drive: configuration.drive.name }), life, watched),
});
