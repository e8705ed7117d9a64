import { once } from 'node:events';
import { createServer } from 'node:net';
import type { HealthConfiguration } from '@cta/runtime';
import { type Finding, good, noticed } from './finding.ts';

const subject = 'health server';

/** Whether the health server can have its address, which is given back at once. */
export async function examineHealthAddress({ enabled, host, port }: HealthConfiguration): Promise<readonly Finding[]> {
  if (!enabled) return [good(subject, 'is not enabled: no health and no metrics are served')];
  const server = createServer();
  try {
    server.listen({ host, port });
    await once(server, 'listening');
  } catch (error) {
    return [noticed(subject, 'HEALTH_ADDRESS_UNUSABLE', `${host}:${port}: ${String(error)}`)];
  }
  const closed = once(server, 'close');
  server.close();
  await closed;
  return [good(subject, `${host}:${port} is free`)];
}
