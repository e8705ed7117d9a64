import type { Workspace } from './workspace.ts';

/** Where the parts of an archive are put, and how long they live. */
export interface Site {
  readonly workspace: Workspace;
  /** Everything that is started goes onto it, and is stopped with it. */
  readonly started: AsyncDisposableStack;
  /** Aborted where the archive is not wanted any more. */
  readonly signal: AbortSignal;
}
