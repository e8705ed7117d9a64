import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { ConditionError } from '@cta/conditions';
import { lastLines, loggedEvent, type LoggedEvent } from './program-log.ts';
import { waitUntil } from '../waiting/waiting.ts';

export interface ProgramOptions {
  /** As people read it: "cta-taped VDRIVE1". */
  readonly title: string;
  /** Name of the app: "cta-taped". */
  readonly app: string;
  readonly args: readonly string[];
  /** Takes what the program prints. */
  readonly logFile: string;
  /** Module that is run in place of the app's. */
  readonly main?: string;
  /** What its environment has besides ours. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Sources run unbuilt where ours do; what else we were started with is not for others. */
const sourceOptions = process.execArgv.filter((option) => option.startsWith('--conditions'));

const readyTimeoutMs = 60_000;
/** How long a program that was told to stop may take before it is told to hurry, and then before it is killed. */
const hurryAfterMs = 8_000;
const killAfterMs = 16_000;

/** One of our programs in a process of its own. */
export class Program implements AsyncDisposable {
  readonly title: string;
  readonly logFile: string;
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown>;

  private constructor({ title, logFile }: ProgramOptions, process: ChildProcess) {
    this.title = title;
    this.logFile = logFile;
    this.#process = process;
    // A program that could not be started has an 'error' instead of an 'exit'.
    this.#ended = once(process, 'exit').catch(() => undefined);
  }

  static start(options: ProgramOptions): Program {
    const log = openSync(options.logFile, 'a');
    try {
      const { main = mainOf(options.app), args, environment } = options;
      const child = spawn(process.execPath, [...sourceOptions, main, ...args], {
        stdio: ['ignore', log, log],
        env: { ...process.env, ...environment },
        // In a process group of its own: Ctrl-C reaches us alone, who then stop the programs in order.
        detached: true,
      });
      return new Program(options, child);
    } finally {
      closeSync(log);
    }
  }

  /** @throws PROGRAM_ENDED where the program is not running any more */
  assertRunning(): void {
    if (this.#running) return;
    const { exitCode, signalCode } = this.#process;
    const end = signalCode ?? (exitCode === null ? 'an error at its start' : `status ${exitCode}`);
    throw new ConditionError('PROGRAM_ENDED', {
      message: `${this.title} ended with ${end}`,
      details: { program: this.title, log_file: this.logFile },
    });
  }

  /**
   * Waits until the program has logged an event, and returns it.
   * @throws PROGRAM_ENDED, PROGRESS_STALLED
   */
  async logged(event: string, signal: AbortSignal): Promise<LoggedEvent> {
    const bounds = { what: `${this.title} to log ${event}`, timeoutMs: readyTimeoutMs, pollMs: 50, signal };
    return waitUntil(() => {
      this.assertRunning();
      return loggedEvent(this.logFile, event);
    }, bounds);
  }

  /** What the program logged last, a line an event. */
  lastLines(count: number): readonly string[] {
    return lastLines(this.logFile, count);
  }

  /** Resolves once the program has ended: with its exit status, or the signal that ended it. */
  async ended(): Promise<number | NodeJS.Signals | null> {
    await this.#ended;
    return this.#process.exitCode ?? this.#process.signalCode;
  }

  /** Ends the program at once, as a loss of power would. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }

  /** Stops the program, whatever it takes. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#running) return;
    this.#process.kill('SIGTERM');
    const hurry = setTimeout(() => this.#process.kill('SIGTERM'), hurryAfterMs);
    const kill = setTimeout(() => this.#process.kill('SIGKILL'), killAfterMs);
    await this.#ended;
    clearTimeout(hurry);
    clearTimeout(kill);
  }

  get processId(): number | undefined {
    return this.#process.pid;
  }

  get #running(): boolean {
    const { pid, exitCode, signalCode } = this.#process;
    return pid !== undefined && exitCode === null && signalCode === null;
  }
}

/** The main module of an app: its source where this module runs from its source, else what was built of it. */
export function mainOf(app: string): string {
  const sourceOrBuilt = dirname(import.meta.dirname);
  const root = join(sourceOrBuilt, '../../..');
  return join(root, 'apps', app, basename(sourceOrBuilt), `main${extname(import.meta.filename)}`);
}
