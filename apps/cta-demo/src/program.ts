import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { ConditionError } from '@cta/conditions';

/** One of our programs, run from its sources, its output in a log file. */
export interface ProgramOptions {
  /** As people read it: "cta-taped VDRIVE1". */
  readonly title: string;
  /** Name of the app: "cta-taped". */
  readonly app: string;
  readonly args: readonly string[];
  readonly logFile: string;
}

/** How long a program that was told to stop may take before it is killed. */
const stopTimeoutMs = 30_000;

const appsFolder = new URL('../../', import.meta.url);

/** A running program. It ends with this process's `stop`, never by itself. */
export class Program {
  readonly title: string;
  readonly #process: ChildProcess;
  readonly #logFile: string;

  private constructor(title: string, process: ChildProcess, logFile: string) {
    this.title = title;
    this.#process = process;
    this.#logFile = logFile;
  }

  static start({ title, app, args, logFile }: ProgramOptions): Program {
    const log = openSync(logFile, 'a');
    const main = new URL(`${app}/src/main.ts`, appsFolder).pathname;
    // A group of its own: Ctrl-C reaches this process alone, which then stops all programs in order.
    const child = spawn(process.execPath, [...process.execArgv, main, ...args], {
      stdio: ['ignore', log, log],
      detached: true,
    });
    closeSync(log);
    return new Program(title, child, logFile);
  }

  get running(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Waits until `ready` says so; PROGRAM_ENDED where the program ends before. */
  async waitUntil(ready: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
    while (!(await ready())) {
      signal.throwIfAborted();
      if (!this.running) throw this.#ended();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** PROGRAM_ENDED where the program is not running any more. */
  assertRunning(): void {
    if (!this.running) throw this.#ended();
  }

  /** First line of the log that is a JSON object with this event, if there is one yet. */
  logged(event: string): Record<string, unknown> | undefined {
    for (const line of readFileSync(this.#logFile, 'utf8').split('\n')) {
      if (!line.includes(`"${event}"`)) continue;
      return JSON.parse(line) as Record<string, unknown>;
    }
    return undefined;
  }

  /** SIGTERM, and SIGKILL after a while; resolves with whether it ended by itself and well. */
  async stop(): Promise<boolean> {
    if (!this.running) return false;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), stopTimeoutMs);
    await ended;
    clearTimeout(timer);
    return this.#process.exitCode === 0;
  }

  #ended(): ConditionError {
    const { exitCode, signalCode } = this.#process;
    const lastLines = readFileSync(this.#logFile, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
    return new ConditionError('PROGRAM_ENDED', {
      message: `${this.title} ended with ${signalCode ?? `status ${exitCode}`}; its log ${this.#logFile} ends:\n${lastLines}`,
      details: { program: this.title, log_file: this.#logFile },
    });
  }
}
