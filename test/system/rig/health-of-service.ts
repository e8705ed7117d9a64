import { createServer } from 'node:net';
import { once } from 'node:events';

/** What a service says of itself over HTTP. */
export interface ServiceHealth {
  readonly ready: boolean;
  /** Codes of what keeps it from being ready. */
  readonly codes: readonly string[];
}

/** Asks a service on this machine; undefined where it does not answer. */
export async function healthOf(port: number): Promise<ServiceHealth | undefined> {
  const answer = await ask<{ ready: boolean; codes?: readonly string[] }>(port, 'ready');
  return answer === undefined ? undefined : { ready: answer.ready, codes: answer.codes ?? [] };
}

/** The phase that a drive service is in. */
export async function phaseOf(port: number): Promise<string | undefined> {
  return (await ask<{ session: string }>(port, 'status'))?.session;
}

/** What a service says of a connection that it has lost. */
export interface OutageAnswer {
  readonly connection: string;
  readonly failures: number;
  readonly code: string;
}

/** What a service has lost the connection to. */
export async function outagesOf(port: number): Promise<readonly OutageAnswer[]> {
  return (await ask<{ outages: OutageAnswer[] }>(port, 'status'))?.outages ?? [];
}

async function ask<T>(port: number, page: string): Promise<T | undefined> {
  const response = await fetch(`http://127.0.0.1:${port}/health/${page}`).catch(() => undefined);
  return response === undefined ? undefined : ((await response.json()) as T);
}

/** A TCP port on this machine that nobody uses now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no TCP port on 127.0.0.1');
  return address.port;
}
