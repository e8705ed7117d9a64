import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { ConditionError } from '@cta/conditions';
import type { Window } from '../window/window.ts';
import { Backlog } from './backlog.ts';
import { fromErrorMessage } from './threads/error-message.ts';
import { allocateSession, SessionState } from './threads/session-state.ts';
import type { SessionMessage, SessionStart, SessionThread, ThreadLoss } from './threads/thread-messages.ts';
import type { TransferLimit } from './transfer-engine.ts';

/** How the threads came to their end, and how far the tape side got. */
export interface RunEnd {
  readonly reason: 'finished' | 'stopped' | 'medium-full' | 'failed';
  readonly error?: ConditionError;
  readonly begun: number;
}

type EndedMessage = SessionMessage & { type: 'ended' };
type FileMessage = Exclude<SessionMessage, EndedMessage | { type: 'low-water' }>;

export interface RunOptions {
  readonly window: Window;
  /** The thread of the tape. */
  readonly tape: SessionThread;
  readonly disks: readonly SessionThread[];
  readonly lowWater: TransferLimit;
  readonly onFile: (message: FileMessage) => void;
  readonly onWanted: () => void;
}

/** One session as the main thread sees it, whatever its direction: hands out tasks, passes on results, knows the end. */
export class TransferRun<PlannedTask extends { readonly sizeBytes: number }> {
  readonly ended: Promise<RunEnd>;
  readonly #options: RunOptions;
  readonly #state: SessionState;
  readonly #backlog: Backlog;
  readonly #ports: MessagePort[] = [];
  readonly #resolveEnded: (end: RunEnd) => void;
  #running = 0;
  #begun = 0;
  #tapeReason: 'finished' | 'medium-full' = 'finished';
  #error: ConditionError | undefined;
  #stopped = false;
  /** Nobody is to be asked for more: asked already, or told that there is none. */
  #asked = false;

  constructor(options: RunOptions) {
    const { promise, resolve } = Promise.withResolvers<RunEnd>();
    this.ended = promise;
    this.#resolveEnded = resolve;
    this.#options = options;
    const memory = allocateSession(options.window.slots);
    this.#state = new SessionState(memory);
    this.#backlog = new Backlog(options.lowWater);
    options.window.reset();
    for (const thread of [options.tape, ...options.disks]) this.#start(thread, memory, thread === options.tape);
    queueMicrotask(() => this.#askIfLow());
  }

  add(tasks: readonly PlannedTask[]): void {
    this.#backlog.add(tasks.map(({ sizeBytes }) => sizeBytes));
    for (const port of this.#ports) port.postMessage(tasks);
    this.#state.planned.advance(tasks.length);
    this.#state.watchClaims(this.#backlog.lastBeforeLow());
    this.#asked = false;
    queueMicrotask(() => this.#askIfLow());
  }

  finish(): void {
    this.#asked = true;
    this.#state.planned.close();
  }

  stop(how: 'after-file' | 'now'): void {
    this.#asked = true;
    this.#stopped = true;
    this.#state.requestStop();
    if (how === 'now') this.#state.abort(this.#options.window);
  }

  progress(): { readonly bytes: number; readonly files: number } {
    return this.#state.progress();
  }

  /** The threads are lost: nothing more is to be had of this session. */
  lose(loss: ThreadLoss): void {
    if (loss.cause === 'failed') this.#error ??= loss.reason;
    this.#stopped = true;
    this.#state.abort(this.#options.window);
    this.#end();
  }

  #start(thread: SessionThread, memory: SessionStart['memory'], isTape: boolean): void {
    const { port1, port2 } = new MessageChannel();
    port1.on('message', (message: SessionMessage) => this.#onMessage(message, isTape));
    this.#ports.push(port1);
    this.#running += 1;
    thread.start({ memory, port: port2 });
  }

  #onMessage(message: SessionMessage, isTape: boolean): void {
    switch (message.type) {
      case 'low-water':
        return this.#askIfLow();
      case 'ended':
        return this.#onEnded(message, isTape);
      case 'flushed':
      case 'done':
      case 'failed':
        return this.#options.onFile(message);
    }
  }

  #onEnded(message: EndedMessage, isTape: boolean): void {
    // Nobody can use more work once one of the threads has ended.
    this.#asked = true;
    this.#begun = message.begun ?? this.#begun;
    if (message.reason === 'failed') this.#error ??= fromErrorMessage(message.error);
    else if (isTape) this.#tapeReason = message.reason;
    this.#running -= 1;
    if (this.#running === 0) this.#end();
  }

  #end(): void {
    for (const port of this.#ports) port.close();
    const begun = this.#begun;
    if (this.#error !== undefined) this.#resolveEnded({ reason: 'failed', error: this.#error, begun });
    else if (this.#tapeReason === 'finished' && this.#stopped) this.#resolveEnded({ reason: 'stopped', begun });
    else this.#resolveEnded({ reason: this.#tapeReason, begun });
  }

  #askIfLow(): void {
    if (this.#asked || !this.#backlog.isLow(this.#state.claimed)) return;
    this.#asked = true;
    this.#options.onWanted();
  }
}
