import { ConditionError } from '@cta/conditions';
import type { Readiness } from '@cta/hardware';
import { allocatePulse, type PulseReading, TapePulse } from '../pulse/tape-pulse.ts';
import type {
  ArchiveEvent,
  ArchiveOptions,
  ArchiveTransfer,
  BufferReading,
  LabelOptions,
  RetrieveEvent,
  RetrieveOptions,
  RetrieveTransfer,
  TransferEngine,
} from './transfer-engine.ts';

/** What an engine is opened with: where its tape worker leaves its sign of life from the first call on, and what ends it. */
export interface EngineOpening {
  readonly pulse: SharedArrayBuffer;
  readonly signal: AbortSignal;
}

interface Opening {
  readonly pulse: TapePulse;
  readonly engine: Promise<TransferEngine>;
}

const noBuffer: BufferReading = Object.freeze({ limitBytes: 0, usedBytes: 0 });
const atRest: PulseReading = Object.freeze({ turns: 0, step: 0, call: undefined });

/**
 * An engine that is there before its drive, and outlives its threads. The first call opens the drive, and the next one does
 * where that failed, or where a thread has died: what runs while that happens fails. So a drive that is ill when the service
 * starts, or was put down since, can be set up again, and nobody has to start the service anew.
 */
export class LastingEngine implements TransferEngine {
  readonly #openEngine: (opening: EngineOpening) => Promise<TransferEngine>;
  readonly #closed = new AbortController();
  #engine: TransferEngine | undefined;
  #opening: Opening | undefined;

  /** @param openEngine opens the first engine, and each that takes the place of a lost one */
  constructor(openEngine: (opening: EngineOpening) => Promise<TransferEngine>) {
    this.#openEngine = openEngine;
  }

  /** Opens the drive, unless it is open. Rejects with what the opening rejects with. */
  async open(): Promise<void> {
    await this.#living();
  }

  get identity() {
    return this.#current.identity;
  }

  /** Before the drive was opened, too: nobody has a thread that could hang. */
  get isLost() {
    return this.#opening === undefined && (this.#engine?.isLost ?? true);
  }

  pulse() {
    return this.#opening?.pulse.read() ?? this.#engine?.pulse() ?? atRest;
  }

  buffer() {
    return this.#engine?.buffer() ?? noBuffer;
  }

  async probe(options?: { readonly mayClear?: boolean }) {
    return (await this.#living()).probe(options);
  }

  async waitUntilReady(options: {
    readonly timeoutMs: number;
    readonly signal?: AbortSignal;
  }): Promise<Readiness & { state: 'ready' }> {
    return (await this.#living()).waitUntilReady(options);
  }

  async readVolumeLabel() {
    return (await this.#living()).readVolumeLabel();
  }

  async labelTape(options: LabelOptions) {
    return (await this.#living()).labelTape(options);
  }

  async unload() {
    return (await this.#living()).unload();
  }

  archive(options: ArchiveOptions, on: (event: ArchiveEvent) => void): ArchiveTransfer {
    return this.#current.archive(options, on);
  }

  retrieve(options: RetrieveOptions, on: (event: RetrieveEvent) => void): RetrieveTransfer {
    return this.#current.retrieve(options, on);
  }

  /** An opening that is under way is ended. Rejects where a thread hangs. */
  async close(): Promise<void> {
    const opening = this.#opening?.engine;
    if (opening === undefined) return this.#engine?.close();
    this.#closed.abort(new DOMException('the engine was closed', 'AbortError'));
    try {
      await (await opening).close();
    } catch (error) {
      if (error !== this.#closed.signal.reason) throw error;
    }
  }

  get #current(): TransferEngine {
    if (this.#engine === undefined)
      throw new ConditionError('UNFORESEEN_ERROR', { message: 'no drive was opened yet' });
    return this.#engine;
  }

  /** Rejects where a thread of a lost engine does not end, which so may still use the drive. */
  async #living(): Promise<TransferEngine> {
    if (this.#engine?.isLost === false) return this.#engine;
    this.#opening ??= this.#begin();
    return await this.#opening.engine;
  }

  #begin(): Opening {
    const pulse = allocatePulse();
    return { pulse: new TapePulse(pulse), engine: this.#replace(pulse) };
  }

  async #replace(pulse: SharedArrayBuffer): Promise<TransferEngine> {
    try {
      await this.#engine?.close();
      this.#engine = undefined;
      this.#engine = await this.#openEngine({ pulse, signal: this.#closed.signal });
      return this.#engine;
    } finally {
      this.#opening = undefined;
    }
  }
}
