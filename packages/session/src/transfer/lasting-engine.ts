import type { Readiness } from '@cta/hardware';
import type {
  ArchiveEvent,
  ArchiveOptions,
  ArchiveTransfer,
  LabelOptions,
  RetrieveEvent,
  RetrieveOptions,
  RetrieveTransfer,
  TransferEngine,
} from './transfer-engine.ts';

/**
 * An engine that outlives its threads: what runs while one of them dies fails, and the next call is done by a new engine. A
 * drive that was put down for that can be set up again, and nobody has to start the service anew.
 */
export class LastingEngine implements TransferEngine {
  readonly #open: () => Promise<TransferEngine>;
  #engine: TransferEngine;

  private constructor(open: () => Promise<TransferEngine>, engine: TransferEngine) {
    this.#open = open;
    this.#engine = engine;
  }

  /** @param open opens the first engine, and each that takes the place of a lost one */
  static async open(open: () => Promise<TransferEngine>): Promise<LastingEngine> {
    return new LastingEngine(open, await open());
  }

  get identity() {
    return this.#engine.identity;
  }

  get isLost() {
    return this.#engine.isLost;
  }

  pulse() {
    return this.#engine.pulse();
  }

  buffer() {
    return this.#engine.buffer();
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
    return this.#engine.archive(options, on);
  }

  retrieve(options: RetrieveOptions, on: (event: RetrieveEvent) => void): RetrieveTransfer {
    return this.#engine.retrieve(options, on);
  }

  close() {
    return this.#engine.close();
  }

  /** Rejects where a thread of a lost engine does not end, which so may still use the drive. */
  async #living(): Promise<TransferEngine> {
    if (!this.#engine.isLost) return this.#engine;
    await this.#engine.close();
    this.#engine = await this.#open();
    return this.#engine;
  }
}
