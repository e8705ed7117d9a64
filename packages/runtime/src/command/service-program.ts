import { Command, Option } from 'commander';
import type { z } from 'zod';
import type { DeepReadonly } from '../configuration/deep-readonly.ts';
import { inspectConfiguration } from '../configuration/inspect-configuration.ts';
import { loadConfiguration } from '../configuration/load-configuration.ts';
import type { ConfigurationSchema } from '../configuration/section.ts';
import { version } from '../identity/version.ts';
import { createLogger, type LogFormat } from '../log/create-logger.ts';
import type { Logger } from '../log/event.ts';
import type { LoggingConfiguration } from '../log/logging-section.ts';
import type { RuntimeEvents } from '../runtime-events.ts';
import { runService, type ServiceLife } from '../shutdown/run-service.ts';

/** A program that is a service: what it is called, what it may be told, and what it does. */
export interface ServiceProgram<S extends ConfigurationSchema, E extends RuntimeEvents> {
  readonly name: string;
  readonly description: string;
  readonly schema: S;
  /** All that it may log, the runtime's events among them. */
  readonly events: E;
  readonly logging: (configuration: DeepReadonly<z.output<S>>) => LoggingConfiguration;
  readonly serve: (configuration: DeepReadonly<z.output<S>>, logger: Logger<E>, life: ServiceLife) => Promise<void>;
}

interface Options {
  readonly config: string;
  readonly checkConfig?: true;
  readonly printConfig?: true;
  readonly logFormat?: LogFormat;
}

/** Reads the command line that all services have, and runs the service or does what was asked for in its place; exits. */
export async function runServiceProgram<S extends ConfigurationSchema, E extends RuntimeEvents>(
  program: ServiceProgram<S, E>,
): Promise<never> {
  const { name, schema, events } = program;
  const { config, checkConfig, printConfig, logFormat } = optionsOf(program);
  if (checkConfig || printConfig) process.exit(inspectConfiguration(schema, config, checkConfig ? 'check' : 'print'));

  const log = { events, program: name };
  return runService(createLogger({ ...log, format: logFormat ?? 'json' }), async (life) => {
    const configuration = loadConfiguration(schema, config);
    const { level, format } = program.logging(configuration);
    await program.serve(configuration, createLogger({ ...log, level, format: logFormat ?? format }), life);
  });
}

function optionsOf({ name, description }: { readonly name: string; readonly description: string }): Options {
  return new Command(name)
    .description(description)
    .version(version)
    .option('-c, --config <file>', 'configuration file', `/etc/cta/${name}.toml`)
    .option('--check-config', 'say whether the configuration is good, and exit')
    .option('--print-config', 'print the configuration in force, defaults included, and exit')
    .addOption(new Option('--log-format <format>', 'whatever the configuration says').choices(['json', 'pretty']))
    .parse()
    .opts<Options>();
}
