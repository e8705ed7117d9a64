import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { CloudEvent } from './cloud-event.ts';

/** What a receiver was sent. */
export interface Sent {
  readonly event: CloudEvent;
  readonly contentType: string | undefined;
  readonly authorization: string | undefined;
}

/** The HTTP status that an event is answered with; 'never' leaves it without an answer. */
export type Answer = (event: CloudEvent) => number | 'never';

/** A receiver of alerts for tests: a real HTTP server, which answers as it is told to and may be away. */
export class TestReceiver implements AsyncDisposable {
  readonly sent: Sent[] = [];
  answer: Answer = () => 204;
  /** What happens between an event's arrival and its answer. */
  onEvent: (event: CloudEvent) => Promise<void> = () => Promise.resolve();
  readonly #server = createServer((request, response) => {
    void this.#take(request).then((status) => {
      if (status !== 'never') response.writeHead(status, { location: '/elsewhere' }).end();
    });
  });
  #port = 0;

  /** Listens, from the second time on at the port that it had. */
  async listen(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Is away: connections are refused. */
  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    if (this.#server.listening) await once(this.#server, 'close');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/alerts`;
  }

  /** Subject and type of what was sent, in its order. */
  get story(): readonly string[] {
    return this.sent.map(({ event: { subject, type } }) => `${subject} ${type.split('.').at(-1)}`);
  }

  async #take(request: IncomingMessage): Promise<number | 'never'> {
    const event = (await json(request)) as CloudEvent;
    const { 'content-type': contentType, authorization } = request.headers;
    this.sent.push({ event, contentType, authorization });
    await this.onEvent(event);
    return this.answer(event);
  }
}
