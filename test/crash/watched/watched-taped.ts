/** cta-taped, which counts its steps and can be killed at each (`stepEnvironment`). */
import { openTapeLibrary } from '@cta/hardware';
import { runServiceProgram } from '@cta/runtime';
import { openTransferEngine } from '@cta/session';
import type { Openers } from '../../../apps/cta-taped/src/openers.ts';
import { tapedProgram } from '../../../apps/cta-taped/src/taped-program.ts';
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

const program = tapedProgram(watched);

beginPart('start');
await runServiceProgram({
  ...program,
  serve: (configuration, logger, life) => program.serve(configuration, watchedLogger(logger), life),
});
