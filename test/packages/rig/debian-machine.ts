import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { debianRoot } from '../../night/container/debian-root.ts';
import { runProgram } from '../../night/container/run-program.ts';

const unpackTimeoutMs = 180_000;

/** The folder's own mounts and processes end with the shell, however it ends. */
const enclosed = ['--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child'];

const shell =
  'mount --bind "$1" "$1" && mount -t proc proc "$1/proc" && mount --bind /dev "$1/dev" && exec env -i PATH=/usr/sbin:/usr/bin chroot "$1" sh';

/** What a command printed, and how it ended. */
export interface CommandEnd {
  readonly status: number;
  /** Of both its outputs. */
  readonly output: string;
}

/** A folder with a Debian system, and one shell in it, whose processes live until the machine is left. No systemd runs. */
export class DebianMachine implements AsyncDisposable {
  readonly root: string;
  readonly #shell: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  private constructor(root: string) {
    this.root = root;
    this.#shell = spawn('unshare', [...enclosed, 'sh', '-ec', shell, 'sh', root], { stdio: 'pipe' });
    this.#lines = createInterface({ input: this.#shell.stdout })[Symbol.asyncIterator]();
  }

  static async start(): Promise<DebianMachine> {
    const root = await mkdtemp(join(tmpdir(), 'cta-debian-'));
    await runProgram('tar', ['-xf', await debianRoot(), '-C', root], { timeoutMs: unpackTimeoutMs });
    return new DebianMachine(root);
  }

  /** Runs a command line of the shell to its end. */
  async end(command: string): Promise<CommandEnd> {
    const mark = 'the end of a command:';
    this.#shell.stdin.write(`{ ${command}\n} 2>&1 </dev/null; status=$?; echo; echo "${mark} $status"\n`);
    const output: string[] = [];
    for (let line = await this.#line(); ; line = await this.#line()) {
      if (line.startsWith(mark)) return { status: Number(line.slice(mark.length)), output: output.join('\n').trim() };
      output.push(line);
    }
  }

  /** The same, of a command that must succeed. @returns what it printed */
  async run(command: string): Promise<string> {
    const { status, output } = await this.end(command);
    if (status !== 0) throw new Error(`${command}: status ${status}\n${output}`);
    return output;
  }

  /** Brings a file into the machine. @returns its path there */
  async bring(file: string): Promise<string> {
    const path = join('/root', basename(file));
    await copyFile(file, join(this.root, path));
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.#shell, 'exit');
    this.#shell.kill('SIGKILL');
    await exited;
    await rm(this.root, { recursive: true });
  }

  async #line(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error('the shell of the machine has ended');
    return value;
  }
}
