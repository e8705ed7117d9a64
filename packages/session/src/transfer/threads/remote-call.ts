import { type ErrorMessage, fromErrorMessage, toErrorMessage } from './error-message.ts';

/** What one thread can be asked by another: each call takes one argument and gives one answer. */
export type Calls = Readonly<Record<string, (argument: never, signal: AbortSignal) => Promise<unknown>>>;

type Argument<C extends Calls, K extends keyof C> = Parameters<C[K]>[0];
type Answer<C extends Calls, K extends keyof C> = Awaited<ReturnType<C[K]>>;

export type CallMessage =
  | { readonly type: 'call'; readonly id: number; readonly name: string; readonly argument: unknown }
  | { readonly type: 'cancel'; readonly id: number };

export type AnswerMessage =
  | { readonly id: number; readonly value: unknown }
  /** The call has ended because it was cancelled, and for no other reason. */
  | { readonly id: number; readonly cancelled: true }
  | { readonly id: number; readonly error: ErrorMessage };

interface PendingCall {
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
  readonly signal: AbortSignal | undefined;
}

/** The side that asks. Answers come through `onAnswer`; a thread that is lost answers nothing more, so tell `onLost`. */
export class RemoteCalls<C extends Calls> {
  readonly #post: (message: CallMessage) => void;
  readonly #pending = new Map<number, PendingCall>();
  #lastId = 0;
  #lost: { readonly reason: unknown } | undefined;

  constructor(post: (message: CallMessage) => void) {
    this.#post = post;
  }

  async call<K extends keyof C & string>(
    name: K,
    argument: Argument<C, K>,
    signal?: AbortSignal,
  ): Promise<Answer<C, K>> {
    signal?.throwIfAborted();
    if (this.#lost !== undefined) throw this.#lost.reason;
    const id = ++this.#lastId;
    const cancel = () => this.#post({ type: 'cancel', id });
    signal?.addEventListener('abort', cancel);
    try {
      return await new Promise<Answer<C, K>>((resolve, reject) => {
        this.#pending.set(id, { resolve, reject, signal });
        this.#post({ type: 'call', id, name, argument });
      });
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  onAnswer(message: AnswerMessage): void {
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if ('error' in message) pending?.reject(fromErrorMessage(message.error));
    // Why is known on this side: the signal's reason would not come through two threads as it is.
    else if ('cancelled' in message) pending?.reject(pending.signal?.reason);
    else pending?.resolve(message.value as never);
  }

  onLost(reason: unknown): void {
    this.#lost ??= { reason };
    for (const { reject } of this.#pending.values()) reject(reason);
    this.#pending.clear();
  }
}

/** The side that answers. */
export class CallServer {
  readonly #calls: Calls;
  readonly #post: (message: AnswerMessage) => void;
  readonly #running = new Map<number, AbortController>();

  constructor(calls: Calls, post: (message: AnswerMessage) => void) {
    this.#calls = calls;
    this.#post = post;
  }

  async onMessage(message: CallMessage): Promise<void> {
    if (message.type === 'cancel') {
      this.#running.get(message.id)?.abort();
      return;
    }
    const { id, name, argument } = message;
    const controller = new AbortController();
    this.#running.set(id, controller);
    try {
      const call = this.#calls[name];
      if (call === undefined) throw new Error(`no call ${name}`);
      this.#post({ id, value: await call(argument as never, controller.signal) });
    } catch (error) {
      const wasCancelled = controller.signal.aborted && error === controller.signal.reason;
      this.#post(wasCancelled ? { id, cancelled: true } : { id, error: toErrorMessage(error) });
    } finally {
      this.#running.delete(id);
    }
  }
}
