import type { MessagePort } from 'node:worker_threads';
import type { Window } from '../../window/window.ts';
import { toErrorMessage } from './error-message.ts';
import { SessionState } from './session-state.ts';
import { TaskInbox } from './task-inbox.ts';
import type { SessionMessage, SessionStart } from './thread-messages.ts';

/** What a worker works with in one session. */
export class SessionContext<Task> {
  readonly window: Window;
  readonly state: SessionState;
  readonly tasks: TaskInbox<Task>;
  readonly #port: MessagePort;

  constructor(window: Window, { memory, port }: SessionStart) {
    this.window = window;
    this.state = new SessionState(memory);
    this.tasks = new TaskInbox(port, this.state.planned);
    this.#port = port;
  }

  tell(message: SessionMessage): void {
    this.#port.postMessage(message);
  }

  tellFailed(taskId: string, error: unknown): void {
    this.tell({ type: 'failed', taskId, error: toErrorMessage(error) });
  }
}
