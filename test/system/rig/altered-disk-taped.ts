/** cta-taped on a disk that is not well (`diskEnvironment`). */
import { pathToFileURL } from 'node:url';
import { mergeEvents, runServiceProgram, runtimeEvents } from '@cta/runtime';
import { openTransferEngine, sessionEvents } from '@cta/session';
import { configurationSchema } from '../../../apps/cta-taped/src/configuration.ts';
import { openers } from '../../../apps/cta-taped/src/openers.ts';
import { serveDrive } from '../../../apps/cta-taped/src/serve-drive.ts';
import { diskEnvironment } from './altered-disk.ts';

const diskModule = pathToFileURL(process.env[diskEnvironment.module] ?? '');

await runServiceProgram({
  name: 'cta-taped',
  description: 'Drive service on a disk that is not well.',
  schema: configurationSchema,
  events: mergeEvents(runtimeEvents, sessionEvents),
  logging: ({ logging }) => logging,
  serve: (configuration, logger, life) =>
    serveDrive(configuration, logger.with({ drive: configuration.drive.name }), life, {
      ...openers,
      openTransferEngine: (options) => openTransferEngine({ ...options, diskModule }),
    }),
});
