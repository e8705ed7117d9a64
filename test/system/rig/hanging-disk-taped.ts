/** cta-taped on a disk that can be made to hang (`hangsWhile`). */
import { mergeEvents, runServiceProgram, runtimeEvents } from '@cta/runtime';
import { openTransferEngine, sessionEvents } from '@cta/session';
import { configurationSchema } from '../../../apps/cta-taped/src/configuration.ts';
import { openers } from '../../../apps/cta-taped/src/openers.ts';
import { serveDrive } from '../../../apps/cta-taped/src/serve-drive.ts';

const diskModule = new URL('./hanging-disk.ts', import.meta.url);

await runServiceProgram({
  name: 'cta-taped',
  description: 'Drive service on a disk that hangs.',
  schema: configurationSchema,
  events: mergeEvents(runtimeEvents, sessionEvents),
  logging: ({ logging }) => logging,
  serve: (configuration, logger, life) =>
    serveDrive(configuration, logger.with({ drive: configuration.drive.name }), life, {
      ...openers,
      openTransferEngine: (options) => openTransferEngine({ ...options, diskModule }),
    }),
});
