/** cta-taped on a drive that hangs (`hangEnvironment`). */
import { mergeEvents, runServiceProgram, runtimeEvents } from '@cta/runtime';
import { openTransferEngine, sessionEvents } from '@cta/session';
import { configurationSchema } from '../../../apps/cta-taped/src/configuration.ts';
import { openers } from '../../../apps/cta-taped/src/openers.ts';
import { serveDrive } from '../../../apps/cta-taped/src/serve-drive.ts';

const driveModule = new URL('hanging-drive.ts', import.meta.url).href;

await runServiceProgram({
  name: 'cta-taped',
  description: 'Drive service on a drive that hangs.',
  schema: configurationSchema,
  events: mergeEvents(runtimeEvents, sessionEvents),
  logging: ({ logging }) => logging,
  serve: (configuration, logger, life) =>
    serveDrive(configuration, logger.with({ drive: configuration.drive.name }), life, {
      ...openers,
      openTransferEngine: (options) => openTransferEngine({ ...options, driveModule }),
    }),
});
