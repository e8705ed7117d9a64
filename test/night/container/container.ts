import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { waitUntil } from '@cta/testing';
import { endOfProgram, type ProgramEnd, ProgramFailure, runProgram, type RunOptions } from './run-program.ts';

export interface ContainerOptions {
  /** Folder that takes the root and the console's log. */
  readonly folder: string;
  /** Root folder as a tar archive. */
  readonly root: string;
  readonly hostName: string;
  /** Size of its disk, which is memory. */
  readonly diskBytes: number;
  /** Folders of this machine by where the container has them, to be read. */
  readonly shown: Readonly<Record<string, string>>;
  /** Variables of every command that is run in it. */
  readonly environment: Readonly<Record<string, string>>;
}

const bootTimeoutMs = 60_000;
const haltTimeoutMs = 120_000;
const pollMs = 200;
/** systemd-nspawn with --keep-unit ends with it where the container asked to be booted again. */
const rebootStatus = 133;

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** A Debian machine in a container, booted with systemd. It shares the network of this process, which is an enclosure's. */
export class Container implements AsyncDisposable {
  readonly #options: ContainerOptions;
  readonly #rootFolder: string;
  #nspawn: ChildProcess | undefined;

  private constructor(options: ContainerOptions) {
    this.#options = options;
    this.#rootFolder = join(options.folder, 'root');
  }

  /** Lays its disk, without booting it. To be called where mounts are private. */
  static async create(options: ContainerOptions): Promise<Container> {
    const container = new Container(options);
    const root = container.#rootFolder;
    await mkdir(root);
    await runProgram('mount', ['-t', 'tmpfs', '-o', `size=${options.diskBytes},mode=755`, 'tmpfs', root]);
    await runProgram('tar', ['-xf', options.root, '-C', root]);
    await container.writeFile('/etc/hostname', `${options.hostName}\n`);
    await container.writeFile('/etc/hosts', `127.0.0.1 localhost\n127.0.1.1 ${options.hostName}\n`);
    return container;
  }

  get consoleLog(): string {
    return join(this.#options.folder, 'console.log');
  }

  /** Boots it, and waits until all that it starts by itself is up. */
  async boot(): Promise<void> {
    this.#nspawn = this.#spawn();
    const up = async (): Promise<true | undefined> => {
      if (this.#nspawn?.exitCode !== null) throw new Error(`the container has ended:\n${this.#console()}`);
      if (this.#leader() === undefined) return undefined;
      const { output } = await this.end('systemctl', ['is-system-running', '--wait']);
      return ['running', 'degraded'].includes(output.trim()) ? true : undefined;
    };
    const signal = new AbortController().signal;
    await waitUntil(up, { what: 'the container to be up', timeoutMs: bootTimeoutMs, pollMs, signal });
  }

  /** As `reboot` typed on the machine. */
  async reboot(): Promise<void> {
    await this.#halt('reboot', rebootStatus);
    await this.boot();
  }

  async powerOff(): Promise<void> {
    await this.#halt('poweroff', 0);
  }

  /** Runs a program as root on the machine, to its end. */
  end(program: string, words: readonly string[], options?: RunOptions): Promise<ProgramEnd> {
    const leader = this.#leader();
    if (leader === undefined) throw new Error('the container is not running');
    const namespaces = ['--mount', '--uts', '--ipc', '--pid', '--cgroup'];
    const variables = { PATH: path, HOME: '/root', LANG: 'C.UTF-8', ...this.#options.environment };
    const assigned = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
    return endOfProgram(
      'nsenter',
      ['--target', leader, ...namespaces, '--', 'env', '-i', ...assigned, program, ...words],
      options,
    );
  }

  /** Runs a program that must succeed. @returns what it printed */
  async run(program: string, words: readonly string[] = [], options?: RunOptions): Promise<string> {
    const end = await this.end(program, words, options);
    if (end.status !== 0) throw new ProgramFailure([program, ...words].join(' '), end);
    return end.output;
  }

  async writeFile(file: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
    const target = this.place(file);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content, { mode });
  }

  /** Where this process finds a file of the container's disk. */
  place(file: string): string {
    return join(this.#rootFolder, file);
  }

  /** Ends it in order, or else at once. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      if (this.#isRunning()) await this.powerOff();
    } finally {
      this.#nspawn?.kill('SIGKILL');
      await runProgram('umount', ['--lazy', this.#rootFolder]);
      await rm(this.#rootFolder, { recursive: true });
    }
  }

  #spawn(): ChildProcess {
    const binds = Object.entries(this.#options.shown).map(([inside, outside]) => `--bind-ro=${outside}:${inside}`);
    const log = openSync(this.consoleLog, 'a');
    try {
      const alone = ['--boot', '--register=no', '--keep-unit', '--console=passive'];
      // What containers do not have by themselves, and a machine with tape drives has.
      const rights = ['--capability=CAP_SYS_RAWIO'];
      const words = ['--directory', this.#rootFolder, ...alone, ...rights, ...binds];
      return spawn('systemd-nspawn', words, { stdio: ['ignore', log, log] });
    } finally {
      closeSync(log);
    }
  }

  async #halt(verb: 'reboot' | 'poweroff', expected: number): Promise<void> {
    const nspawn = this.#nspawn;
    if (nspawn === undefined || !this.#isRunning()) throw new Error('the container is not running');
    const ended = once(nspawn, 'exit', { signal: AbortSignal.timeout(haltTimeoutMs) });
    await this.end('systemctl', [verb]);
    const [status] = (await ended) as [number | null];
    if (status !== expected) throw new Error(`${verb}: the container ended with ${status}:\n${this.#console()}`);
  }

  #isRunning(): boolean {
    return this.#nspawn !== undefined && this.#nspawn.exitCode === null && this.#nspawn.signalCode === null;
  }

  /** Process id, as this process sees it, of the container's first process. */
  #leader(): string | undefined {
    if (!this.#isRunning()) return undefined;
    const pid = this.#nspawn?.pid;
    const [leader] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
    return leader === '' ? undefined : leader;
  }

  #console(): string {
    return readFileSync(this.consoleLog, 'utf8').split('\n').slice(-20).join('\n');
  }
}
