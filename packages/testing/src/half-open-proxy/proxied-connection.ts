import { connect, type Socket } from 'node:net';

/** Where a proxy leads to. */
export interface ProxyTarget {
  readonly host: string;
  readonly port: number;
}

/** Both halves of one connection through the proxy. */
export class ProxiedConnection {
  readonly #client: Socket;
  readonly #target: ProxyTarget;
  readonly #onOver: () => void;
  /** Opened when something is first carried: what a black hole swallows never reaches the server. */
  #server: Socket | undefined;
  #delayMs = 0;
  #isSwallowing = false;
  #losesAnswers = false;
  /** Something was swallowed: from then on nothing that follows would make sense to the other side. */
  #isBroken = false;

  constructor(client: Socket, target: ProxyTarget, onOver: () => void) {
    this.#client = client;
    this.#target = target;
    this.#onOver = onOver;
    client.setNoDelay(true);
    client.on('data', (bytes) => this.#carry(() => this.#server?.write(bytes)));
    client.on('end', () => this.#carry(() => this.#server?.end()));
    this.#watch(client);
  }

  /** Whether the client has closed its side. */
  get isGivenUp(): boolean {
    return this.#client.destroyed || this.#client.readableEnded;
  }

  /** Carries what comes; the server learns only now of a client that went while nothing was carried. */
  carry({ delayMs = 0, losesAnswers = false } = {}): void {
    this.#delayMs = delayMs;
    this.#losesAnswers = losesAnswers;
    this.#isSwallowing = false;
    if (this.isGivenUp) this.reset();
    else if (!this.#isBroken) this.#server ??= this.#connect();
  }

  /** From now on nothing is carried, and nobody is told. */
  swallow(): void {
    this.#isSwallowing = true;
  }

  reset(): void {
    resetSocket(this.#client);
    if (this.#server !== undefined) resetSocket(this.#server);
    this.#onOver();
  }

  #connect(): Socket {
    const server = connect({ ...this.#target, allowHalfOpen: true, noDelay: true });
    server.on('data', (bytes) => this.#answer(() => this.#client.write(bytes)));
    server.on('end', () => this.#answer(() => this.#client.end()));
    this.#watch(server);
    return server;
  }

  #answer(send: () => void): void {
    if (this.#losesAnswers) this.#isBroken = true;
    else this.#carry(send);
  }

  #carry(send: () => void): void {
    if (this.#isSwallowing) this.#isBroken = true;
    else if (this.#isBroken) this.#endIfGivenUp();
    else if (this.#delayMs === 0) send();
    else setTimeout(send, this.#delayMs);
  }

  #watch(side: Socket): void {
    // An error is followed by 'close'.
    side.on('error', () => {});
    side.on('close', () => {
      if (this.#isSwallowing) this.#isBroken = true;
      else if (this.#isBroken) this.#endIfGivenUp();
      else this.reset();
    });
  }

  #endIfGivenUp(): void {
    if (this.isGivenUp) this.reset();
  }
}

/** Node never closes a socket that is reset while its end is under way, and does not come to its own end either. */
function resetSocket(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
