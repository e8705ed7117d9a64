import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ServerAccount } from './server-account.ts';

/**
 * A shell between us and the server, which the kernel lets outlive us for a moment: when our end of its standard input
 * closes, because we want it or because we died, it stops the server (SIGINT: connections are closed, data is
 * saved), and removes the folder of a server that nobody needs again.
 */
const keeper = `
exec 3<&0
folder=$1; shift
"$@" </dev/null 3<&- &
server=$!
( read -r _ <&3; kill -INT $server ) &
watcher=$!
wait $server; status=$?
kill $watcher 2>/dev/null
[ -z "$folder" ] || rm -rf "$folder"
exit $status`;

export interface ServerProcessOptions {
  readonly command: readonly string[];
  readonly account: ServerAccount | undefined;
  /** Logged by a server that has started. */
  readonly readyMessage: string;
  /** Folder to remove once the server has stopped. */
  readonly removeFolder?: string;
}

const keptLogBytes = 16_384;
const startTimeoutMs = 30_000;
const stopTimeoutMs = 20_000;

/** A PostgreSQL server that stops when this process ends, however it ends. */
export class ServerProcess {
  readonly #keeper: ChildProcess;
  readonly #exited: Promise<unknown>;
  #log = '';

  private constructor(options: ServerProcessOptions) {
    const { account, removeFolder = '', command } = options;
    this.#keeper = spawn('/bin/sh', ['-c', keeper, 'cta-postgresql', removeFolder, ...command], {
      cwd: '/',
      env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' },
      stdio: ['pipe', 'ignore', 'pipe'],
      // In a process group of its own, so that Ctrl-C does not reach it before those who use it have finished.
      detached: true,
      ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
    });
    this.#exited = once(this.#keeper, 'exit');
    this.#keeper.stdin?.on('error', () => this.#keeper.stdin?.destroy());
  }

  /** @throws where the server ends, or is not ready within half a minute; with what it last said */
  static async start(options: ServerProcessOptions): Promise<ServerProcess> {
    const server = new ServerProcess(options);
    try {
      await server.#ready(options.readyMessage);
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** Ends the server, and kills it where it takes longer than 20 s. */
  async stop(): Promise<void> {
    this.#keeper.stdin?.end();
    const timer = setTimeout(() => this.#kill(), stopTimeoutMs);
    try {
      await this.#exited;
    } finally {
      clearTimeout(timer);
    }
  }

  #kill(): void {
    if (this.#keeper.pid !== undefined && this.#keeper.exitCode === null) process.kill(-this.#keeper.pid, 'SIGKILL');
  }

  async #ready(readyMessage: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const fail = (what: string) => reject(new Error(`PostgreSQL ${what}:\n${this.#log}`));
      const timer = setTimeout(() => fail('was not ready within half a minute'), startTimeoutMs);
      const settled = (settle: () => void) => () => {
        clearTimeout(timer);
        settle();
      };
      this.#keeper.once(
        'error',
        settled(() => fail('could not be started')),
      );
      this.#keeper.once(
        'exit',
        settled(() => fail('ended')),
      );
      this.#keeper.stderr?.setEncoding('utf8').on('data', (text: string) => {
        this.#log = (this.#log + text).slice(-keptLogBytes);
        if (this.#log.includes(readyMessage)) settled(resolve)();
      });
    });
  }
}
