import type { TapeLibrary } from '@cta/hardware';

/** A library that is there before its changer: the first call opens it, and the next one does where that failed. */
export class LastingLibrary implements TapeLibrary {
  readonly #openLibrary: (signal: AbortSignal) => Promise<TapeLibrary>;
  readonly #closed = new AbortController();
  #opened: Promise<TapeLibrary> | undefined;

  /** @param openLibrary its signal is aborted where the library is closed while it is being opened */
  constructor(openLibrary: (signal: AbortSignal) => Promise<TapeLibrary>) {
    this.#openLibrary = openLibrary;
  }

  /** Opens the changer, unless it is open. Rejects with what the opening rejects with. */
  async open(): Promise<void> {
    await this.#library();
  }

  async inventory() {
    return (await this.#library()).inventory();
  }

  async mount(vid: string, driveOrdinal: number): Promise<void> {
    return (await this.#library()).mount(vid, driveOrdinal);
  }

  async dismount(driveOrdinal: number, vid?: string) {
    return (await this.#library()).dismount(driveOrdinal, vid);
  }

  /** An opening that is under way is ended. */
  async close(): Promise<void> {
    this.#closed.abort(new DOMException('the library was closed', 'AbortError'));
    const library = await this.#opened?.catch(() => undefined);
    await library?.close();
  }

  #library(): Promise<TapeLibrary> {
    this.#opened ??= this.#open();
    return this.#opened;
  }

  async #open(): Promise<TapeLibrary> {
    try {
      return await this.#openLibrary(this.#closed.signal);
    } catch (error) {
      this.#opened = undefined;
      throw error;
    }
  }
}
