import type { ConditionError } from '@cta/conditions';
import { Command, Option } from 'commander';
import type { z } from 'zod';
import type { DeepReadonly } from '../configuration/deep-readonly.ts';
import { inspectConfiguration } from '../configuration/inspect-configuration.ts';
import type { ConfigurationSchema } from '../configuration/section.ts';
import { version } from '../identity/version.ts';
import { createLogger, type LogFormat } from '../log/create-logger.ts';
import type { Logger } from '../log/event.ts';
import type { LoggingConfiguration } from '../log/logging-section.ts';
import { ConditionCounts } from '../metrics/condition-counts.ts';
import type { RuntimeEvents } from '../runtime-events.ts';
import { runService, type ServiceLife } from '../shutdown/run-service.ts';
import { ConfigurationInForce, type OnReload } from './configuration-in-force.ts';

/** What the main part of such a program is given to live with. */
export interface ProgramLife<S extends ConfigurationSchema> extends ServiceLife {
  /** Who wants to know when the configuration has changed; only keys that are `reloadable` do. */
  onReload(listener: OnReload<S>): void;
  /** How often this process has logged each condition. */
  readonly conditions: ConditionCounts;
}

/** A program that is a service: what it is called, what it may be told, and what it does. */
export interface ServiceProgram<S extends ConfigurationSchema, E extends RuntimeEvents> {
  readonly name: string;
  readonly description: string;
  readonly schema: S;
  /** All that it may log, the runtime's events among them. */
  readonly events: E;
  readonly logging: (configuration: DeepReadonly<z.output<S>>) => LoggingConfiguration;
  readonly serve: (configuration: DeepReadonly<z.output<S>>, logger: Logger<E>, life: ProgramLife<S>) => Promise<void>;
  /** What else the program can be asked for, in place of its service; each sets `process.exitCode`. */
  readonly commands?: readonly Command[];
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
  const command = serviceCommand(program).action((options: Options) => runAsAsked(program, options));
  for (const other of program.commands ?? []) command.addCommand(other);
  await command.parseAsync();
  return process.exit(process.exitCode);
}

async function runAsAsked<S extends ConfigurationSchema, E extends RuntimeEvents>(
  program: ServiceProgram<S, E>,
  { config, checkConfig, printConfig, logFormat }: Options,
): Promise<never> {
  const { name, schema, events } = program;
  if (checkConfig || printConfig) process.exit(inspectConfiguration(schema, config, checkConfig ? 'check' : 'print'));

  const conditions = new ConditionCounts();
  const log = { events, program: name, onCondition: (condition: ConditionError) => conditions.count(condition) };
  return runService(createLogger({ ...log, format: logFormat ?? 'json' }), async (life) => {
    const inForce = new ConfigurationInForce(schema, config);
    const { format } = program.logging(inForce.current);
    const level = () => program.logging(inForce.current).level;
    const logger = createLogger({ ...log, level, format: logFormat ?? format });
    process.on('SIGHUP', () => {
      life.notify({ state: 'reloading' });
      inForce.reload(logger);
      life.notify({ state: 'ready' });
    });
    await program.serve(inForce.current, logger, {
      ...life,
      conditions,
      onReload: (listener) => inForce.onReload(listener),
    });
  });
}

function serviceCommand({ name, description }: { readonly name: string; readonly description: string }): Command {
  return new Command(name)
    .description(description)
    .version(version)
    .option('-c, --config <file>', 'configuration file', `/etc/cta/${name}.toml`)
    .option('--check-config', 'say whether the configuration is good, and exit')
    .option('--print-config', 'print the configuration in force, defaults included, and exit')
    .addOption(new Option('--log-format <format>', 'whatever the configuration says').choices(['json', 'pretty']));
}
