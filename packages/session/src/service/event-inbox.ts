/** Events that wait for their one reader, oldest first. */
export class EventInbox<E> {
  readonly #waiting: E[] = [];
  #wake: (() => void) | undefined;

  put(event: E): void {
    this.#waiting.push(event);
    this.#wake?.();
  }

  async take(): Promise<E> {
    for (;;) {
      const event = this.#waiting.shift();
      if (event !== undefined) return event;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
