import { stringify } from 'smol-toml';
import { z } from 'zod';
import type { DeepReadonly } from './deep-readonly.ts';
import { masked } from './masked.ts';
import type { ConfigurationSchema } from './section.ts';

/**
 * The configuration in effect as a TOML file that means the same: defaults written out, units as people write them,
 * passwords in URLs masked. Secrets stand in files of their own and are not read.
 *
 * Its schema may turn values only by codecs, which can be turned back, not by transforms.
 */
export function printConfiguration<S extends ConfigurationSchema>(
  schema: S,
  configuration: DeepReadonly<z.output<S>>,
): string {
  // Encoding reads and never writes: readonly does not matter to it.
  return masked(stringify(z.encode(schema, configuration as z.output<S>)));
}
