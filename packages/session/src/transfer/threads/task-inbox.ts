import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { GrowingCount } from '../../window/growing-count.ts';

/**
 * Tasks of a session as a worker gets them. They are posted before the count of planned tasks is raised, so a thread that
 * saw the count finds them in its port, though it may never return to its event loop.
 */
export class TaskInbox<Task> {
  readonly #port: MessagePort;
  readonly #planned: GrowingCount;
  #batch: readonly Task[] = [];
  /** Place of the batch's first task in the order of the session. */
  #first = 0;

  constructor(port: MessagePort, planned: GrowingCount) {
    this.#port = port;
    this.#planned = planned;
  }

  /** Blocks until the task is planned; undefined where it never will be. Indices must rise from call to call. */
  await(index: number): Task | undefined {
    return this.#planned.awaitBeyond(index) ? this.#take(index) : undefined;
  }

  /** The same for a thread that has an event loop to go round. */
  async when(index: number): Promise<Task | undefined> {
    return (await this.#planned.whenBeyond(index)) ? this.#take(index) : undefined;
  }

  /** Passes over the tasks before this one: another disk worker has them. */
  #take(index: number): Task {
    while (index >= this.#first + this.#batch.length) {
      this.#first += this.#batch.length;
      this.#batch = this.#receive();
    }
    const task = this.#batch[index - this.#first];
    if (task === undefined) throw new Error(`task ${index} was asked for after a later one`);
    return task;
  }

  #receive(): readonly Task[] {
    const received = receiveMessageOnPort(this.#port) as { readonly message: readonly Task[] } | undefined;
    if (received === undefined) throw new Error('tasks were planned and never sent');
    return received.message;
  }
}
