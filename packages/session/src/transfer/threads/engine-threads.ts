import { Worker } from 'node:worker_threads';
import { ConditionError } from '@cta/conditions';
import type { TapeCalls } from '../tape/tape-calls.ts';
import { type AnswerMessage, RemoteCalls } from './remote-call.ts';
import type {
  DiskSessionStart,
  DiskWorkerData,
  SessionThread,
  TapeSessionStart,
  TapeWorkerData,
  ThreadLoss,
} from './thread-messages.ts';

export interface EngineThreadsOptions {
  readonly tape: TapeWorkerData;
  readonly disk: DiskWorkerData;
  readonly diskWorkers: number;
  /** Module of the disk workers, where it is not ours. */
  readonly diskModule?: URL;
  readonly signal: AbortSignal;
}

/** The threads make little garbage; with V8's own limit each would keep tens of megabytes of it. */
const resourceLimits = { maxYoungGenerationSizeMb: 6 };

/** The threads of an engine, for its whole life. The loss of one is the loss of all. */
export class EngineThreads {
  readonly calls: RemoteCalls<TapeCalls>;
  readonly #tape: Worker;
  readonly #disks: readonly Worker[];
  readonly #signal: AbortSignal;
  readonly #onAbort = () => this.#lose({ cause: 'aborted', reason: this.#signal.reason });
  #onLost: ((loss: ThreadLoss) => void) | undefined;
  #loss: ThreadLoss | undefined;
  #ending = false;

  constructor({ tape, disk, diskWorkers, diskModule, signal }: EngineThreadsOptions) {
    this.#tape = new Worker(workerUrl('../tape/tape-worker'), { workerData: tape, name: 'tape', resourceLimits });
    this.#disks = Array.from(
      { length: diskWorkers },
      (_, index) =>
        new Worker(diskModule ?? workerUrl('../disk/disk-worker'), {
          workerData: disk,
          name: `disk ${index}`,
          resourceLimits,
        }),
    );
    this.calls = new RemoteCalls((message) => this.#tape.postMessage(message));
    this.#tape.on('message', (message: AnswerMessage) => this.calls.onAnswer(message));
    for (const worker of [this.#tape, ...this.#disks]) {
      worker.on('error', (error) => this.#lose({ cause: 'failed', reason: ConditionError.from(error) }));
      worker.on('exit', (status) => this.#lose({ cause: 'failed', reason: lostThread(status) }));
    }
    this.#signal = signal;
    signal.addEventListener('abort', this.#onAbort);
  }

  get loss(): ThreadLoss | undefined {
    return this.#loss;
  }

  onLost(listener: (loss: ThreadLoss) => void): void {
    this.#onLost = listener;
  }

  startTape(session: TapeSessionStart): void {
    this.#tape.postMessage(session, [session.port]);
  }

  disks(type: DiskSessionStart['type']): readonly SessionThread[] {
    return this.#disks.map((worker) => ({
      start: (session) => worker.postMessage({ ...session, type } satisfies DiskSessionStart, [session.port]),
    }));
  }

  async end(): Promise<void> {
    this.#ending = true;
    this.calls.onLost(new DOMException('the transfer engine was closed', 'AbortError'));
    this.#signal.removeEventListener('abort', this.#onAbort);
    await Promise.all([this.#tape, ...this.#disks].map((worker) => worker.terminate()));
  }

  #lose(loss: ThreadLoss): void {
    if (this.#ending) return;
    this.#loss = loss;
    this.calls.onLost(loss.reason);
    this.#onLost?.(loss);
    void this.end();
  }
}

function lostThread(status: number): ConditionError {
  return new ConditionError('UNFORESEEN_ERROR', { message: `a thread of the transfer engine ended with ${status}` });
}

/** A worker's module: TypeScript when the sources run unbuilt, as this module then does. */
function workerUrl(path: string): URL {
  return new URL(`${path}${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);
}
