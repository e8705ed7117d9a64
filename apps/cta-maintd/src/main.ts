import {
  createLogger,
  inspectConfiguration,
  loadConfiguration,
  mergeEvents,
  runService,
  runtimeEvents,
  version,
} from '@cta/runtime';
import { Command, Option } from 'commander';
import { configurationSchema } from './configuration.ts';
import { maintenanceEvents } from './maintenance-events.ts';
import { serveMaintenance } from './serve-maintenance.ts';

interface Options {
  readonly config: string;
  readonly checkConfig?: true;
  readonly printConfig?: true;
  readonly logFormat?: 'json' | 'pretty';
}

const { config, checkConfig, printConfig, logFormat } = new Command('cta-maintd')
  .description('Maintenance service of the CERN Tape Archive: dead mounts, reports, what is finished.')
  .version(version)
  .option('-c, --config <file>', 'configuration file', '/etc/cta/cta-maintd.toml')
  .option('--check-config', 'say whether the configuration is good, and exit')
  .option('--print-config', 'print the configuration in force, defaults included, and exit')
  .addOption(new Option('--log-format <format>', 'whatever the configuration says').choices(['json', 'pretty']))
  .parse()
  .opts<Options>();

if (checkConfig || printConfig) {
  process.exit(inspectConfiguration(configurationSchema, config, checkConfig ? 'check' : 'print'));
}

const log = { events: mergeEvents(runtimeEvents, maintenanceEvents), program: 'cta-maintd' };
await runService(createLogger({ ...log, format: logFormat ?? 'json' }), async (life) => {
  const configuration = loadConfiguration(configurationSchema, config);
  const { level, format } = configuration.logging;
  await serveMaintenance(configuration, createLogger({ ...log, level, format: logFormat ?? format }), life);
});
