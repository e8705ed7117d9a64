import type { MessagePort } from 'node:worker_threads';
import type { ConditionError } from '@cta/conditions';
import type { WindowMemory } from '../../window/window-memory.ts';
import type { ArchivedFile, ArchiveOptions, ArchiveTask, RetrieveOptions } from '../transfer-engine.ts';
import type { ErrorMessage } from './error-message.ts';
import type { SessionMemory } from './session-state.ts';

export interface TapeWorkerData {
  readonly window: WindowMemory;
  /** Memory of its TapePulse. */
  readonly pulse: SharedArrayBuffer;
}

export interface DiskWorkerData {
  readonly window: WindowMemory;
  readonly allowedRoots: readonly string[];
  readonly fsync: boolean;
}

/** Begins a session in a thread. Over the port come tasks, in batches, and go the session's messages. */
export type SessionStart = { readonly memory: SessionMemory; readonly port: MessagePort };

/** A thread as a session sees it. */
export interface SessionThread {
  /** Begins the thread's part of the session; the port is handed over. */
  start(session: SessionStart): void;
}

/** Why the threads of an engine are gone: its signal was aborted, or one of them ended that should not have. */
export type ThreadLoss =
  | { readonly cause: 'aborted'; readonly reason: unknown }
  | { readonly cause: 'failed'; readonly reason: ConditionError };

export type TapeSessionStart =
  | (SessionStart & { readonly type: 'archive'; readonly options: ArchiveOptions })
  | (SessionStart & { readonly type: 'retrieve'; readonly options: RetrieveOptions });

export type DiskSessionStart = SessionStart & { readonly type: 'archive' | 'retrieve' };

/** An archive task with its block numbers: those of a file follow each other, and the files as they were added. */
export interface PlannedArchiveTask extends ArchiveTask {
  readonly firstSeq: number;
  readonly slots: number;
}

/** What a thread says in a session; after `ended` it says no more. */
export type SessionMessage =
  | { readonly type: 'flushed'; readonly files: readonly ArchivedFile[] }
  | { readonly type: 'done'; readonly taskId: string; readonly sizeBytes: number; readonly adler32: number }
  | { readonly type: 'failed'; readonly taskId: string; readonly error: ErrorMessage }
  /** The claim that the main thread asked to be told of was made. */
  | { readonly type: 'low-water' }
  | {
      readonly type: 'ended';
      readonly reason: 'finished' | 'medium-full';
      /** Files that the tape side has begun, or passed over. */
      readonly begun?: number;
    }
  | { readonly type: 'ended'; readonly reason: 'failed'; readonly begun?: number; readonly error: ErrorMessage };
