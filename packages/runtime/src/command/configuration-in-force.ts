import { ConditionError } from '@cta/conditions';
import type { z } from 'zod';
import type { DeepReadonly } from '../configuration/deep-readonly.ts';
import { loadConfiguration } from '../configuration/load-configuration.ts';
import { reloaded } from '../configuration/reloadable.ts';
import type { ConfigurationSchema } from '../configuration/section.ts';
import type { Logger } from '../log/event.ts';
import type { RuntimeEvents } from '../runtime-events.ts';

/** What a service is to do when its configuration has changed: no more than note it, for what comes next. */
export type OnReload<S extends ConfigurationSchema> = (configuration: DeepReadonly<z.output<S>>) => void;

/** The configuration that a service goes by, and the file that it is from. */
export class ConfigurationInForce<S extends ConfigurationSchema> {
  readonly #schema: S;
  readonly #path: string;
  readonly #listeners: OnReload<S>[] = [];
  #current: DeepReadonly<z.output<S>>;
  #hasChanged = false;

  /** @throws CONFIGURATION_UNREADABLE, CONFIGURATION_INVALID */
  constructor(schema: S, path: string) {
    this.#schema = schema;
    this.#path = path;
    this.#current = loadConfiguration(schema, path);
  }

  get current(): DeepReadonly<z.output<S>> {
    return this.#current;
  }

  /** A listener that comes late is told at once of what has changed before. */
  onReload(listener: OnReload<S>): void {
    this.#listeners.push(listener);
    if (this.#hasChanged) listener(this.#current);
  }

  /** Reads the file again and says what came of it. A file that is not good is refused: what was in force stays. */
  reload(logger: Logger<RuntimeEvents>): void {
    let after: DeepReadonly<z.output<S>>;
    try {
      after = loadConfiguration(this.#schema, this.#path);
    } catch (error) {
      logger.emit('configuration_refused', {}, error);
      return;
    }
    const { configuration, taken, pending } = reloaded(this.#schema, this.#current, after);
    this.#current = configuration;
    this.#hasChanged ||= taken.length > 0;
    for (const listener of this.#listeners) listener(configuration);
    logger.emit('configuration_reloaded', { keys: taken });
    if (pending.length === 0) return;
    const waiting = new ConditionError('CONFIGURATION_CHANGE_PENDING', { message: pending.join(', ') });
    logger.emit('configuration_pending', { keys: pending }, waiting);
  }
}
