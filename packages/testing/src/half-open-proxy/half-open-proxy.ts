import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { ProxiedConnection, type ProxyTarget } from './proxied-connection.ts';

/** What the way between a client and its server does. */
export type ProxyMode =
  /** Carries everything. */
  | { readonly type: 'pass' }
  /** Carries everything, so much later. */
  | { readonly type: 'delay'; readonly delayMs: number }
  /** Nobody listens: ECONNREFUSED. Connections that exist are reset. */
  | { readonly type: 'refuse' }
  /** Accepts, and resets at once. Connections that exist are reset. */
  | { readonly type: 'reset' }
  /** Accepts, and carries nothing any more, not even an end of either side: what existed is half open. */
  | { readonly type: 'black-hole' }
  /** Carries what the client says and swallows what it is answered: nobody knows whether a COMMIT happened. */
  | { readonly type: 'lose-answers' };

/**
 * A way to a TCP server on this machine that a test can break, as networks, firewalls and failing servers break it. A
 * connection that a black hole has swallowed bytes of is never mended: it stays half open until its client gives it up.
 */
export class HalfOpenProxy implements AsyncDisposable {
  readonly #target: ProxyTarget;
  readonly #connections = new Set<ProxiedConnection>();
  #mode: ProxyMode = { type: 'pass' };
  #server: Server | undefined;
  #port = 0;

  private constructor(target: ProxyTarget) {
    this.#target = target;
  }

  /** Listens on 127.0.0.1 at a port that is free. */
  static async start(target: ProxyTarget): Promise<HalfOpenProxy> {
    const proxy = new HalfOpenProxy(target);
    await proxy.#listen();
    return proxy;
  }

  /** The port that it listens on, the same in all modes. */
  get port(): number {
    return this.#port;
  }

  /** Connections that clients have not given up. */
  get connections(): number {
    return [...this.#connections].filter(({ isGivenUp }) => !isGivenUp).length;
  }

  async become(mode: ProxyMode): Promise<void> {
    this.#mode = mode;
    for (const connection of this.#connections) this.#apply(connection);
    if (mode.type === 'refuse') await this.#stopListening();
    else await this.#listen();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const connection of this.#connections) connection.reset();
    await this.#stopListening();
  }

  #apply(connection: ProxiedConnection): void {
    switch (this.#mode.type) {
      case 'pass':
        return connection.carry();
      case 'delay':
        return connection.carry({ delayMs: this.#mode.delayMs });
      case 'refuse':
      case 'reset':
        return connection.reset();
      case 'lose-answers':
        return connection.carry({ losesAnswers: true });
      case 'black-hole':
        return connection.swallow();
    }
  }

  #accept(client: Socket): void {
    const connection = new ProxiedConnection(client, this.#target, () => this.#connections.delete(connection));
    this.#connections.add(connection);
    this.#apply(connection);
  }

  async #listen(): Promise<void> {
    if (this.#server !== undefined) return;
    // Half open allowed: each side's end is carried, or not, like its bytes.
    const server = createServer({ allowHalfOpen: true }, (client) => this.#accept(client));
    this.#server = server;
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no TCP port on 127.0.0.1');
    this.#port = address.port;
  }

  async #stopListening(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = once(server, 'close');
    server.close();
    await closed;
  }
}
