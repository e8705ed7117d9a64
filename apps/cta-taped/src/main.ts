import {
  createLogger,
  inspectConfiguration,
  loadConfiguration,
  mergeEvents,
  runService,
  runtimeEvents,
  version,
} from '@cta/runtime';
import { sessionEvents } from '@cta/session';
import { Command } from 'commander';
import { configurationSchema } from './configuration.ts';
import { serveDrive } from './serve-drive.ts';

interface Options {
  readonly config: string;
  readonly checkConfig?: true;
  readonly printConfig?: true;
  readonly logFormat?: 'json' | 'pretty';
}

const { config, checkConfig, printConfig, logFormat } = new Command('cta-taped')
  .description('Drive service of the CERN Tape Archive: one process, one drive.')
  .version(version)
  .option('-c, --config <file>', 'configuration file', '/etc/cta/cta-taped.toml')
  .option('--check-config', 'say whether the configuration is good, and exit')
  .option('--print-config', 'print the configuration in force, defaults included, and exit')
  .option('--log-format <format>', 'json or pretty, whatever the configuration says')
  .parse()
  .opts<Options>();

if (checkConfig || printConfig) {
  process.exit(inspectConfiguration(configurationSchema, config, checkConfig ? 'check' : 'print'));
}

const log = { events: mergeEvents(runtimeEvents, sessionEvents), program: 'cta-taped' };
await runService(createLogger({ ...log, format: logFormat ?? 'json' }), async (life) => {
  const configuration = loadConfiguration(configurationSchema, config);
  const { level, format } = configuration.logging;
  const logger = createLogger({ ...log, level, format: logFormat ?? format });
  await serveDrive(configuration, logger.with({ drive: configuration.drive.name }), life);
});
