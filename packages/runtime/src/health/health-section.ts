import { z } from 'zod';
import type { DeepReadonly } from '../configuration/deep-readonly.ts';
import { section } from '../configuration/section.ts';

/** `[health_server]` of every service's configuration, keys as CTA's. */
export const healthSection = section({
  enabled: z.boolean().default(false).describe('Whether health and metrics are served.'),
  host: z.string().min(1).default('127.0.0.1').describe('Address that the health server listens on.'),
  port: z.int().min(0).max(65_535).default(8080).describe('Its port; each service of a machine needs its own.'),
});

export type HealthConfiguration = DeepReadonly<z.output<typeof healthSection>>;
