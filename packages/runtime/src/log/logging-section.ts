import { z } from 'zod';
import type { DeepReadonly } from '../configuration/deep-readonly.ts';
import { reloadable } from '../configuration/reloadable.ts';
import { section } from '../configuration/section.ts';

/** `[logging]` of every service's configuration. */
export const loggingSection = section({
  level: reloadable(z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('Least level that is logged.')),
  format: z.enum(['json', 'pretty']).default('json').describe('JSON lines for machines, or lines for people.'),
});

export type LoggingConfiguration = DeepReadonly<z.output<typeof loggingSection>>;
