import type { TargetTask } from './target-task.ts';

/** A session as the target knows it, which it shares with others. */
export interface SiteSession {
  /** The initiator port, which the units know the session by. */
  readonly nexus: string;
  readonly tasks: Iterable<TargetTask>;
  task(initiatorTaskTag: number): TargetTask | undefined;
  /** The task gets no answer. */
  abort(task: TargetTask): void;
  /** Ends the session at once: no command that waits is executed any more. */
  drop(): void;
}
