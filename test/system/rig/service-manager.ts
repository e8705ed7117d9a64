import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after } from 'node:test';

/** Node.js has no datagram sockets of the local kind, so another program holds it and prints what comes, a line each. */
const receiver = `
import json, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print('listening', flush=True)
while True:
    print(json.dumps(s.recv(4096).decode()), flush=True)
`;

/** Why a test that needs a service manager is left out, where it is. */
export const noServiceManager =
  spawnSync('python3', ['--version']).status === 0 ? false : 'needs python3, which holds the socket';

/** What systemd is to a service, as far as it is told things: the other end of NOTIFY_SOCKET, with a watchdog. */
export class ServiceManager {
  /** What a service finds in its environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** What was told, each as the assignments that came together. */
  readonly told: string[][] = [];
  readonly #watchdogMs: number;
  #fedAtMs = 0;

  private constructor(path: string, watchdogMs: number) {
    this.environment = { NOTIFY_SOCKET: path, WATCHDOG_USEC: String(watchdogMs * 1000) };
    this.#watchdogMs = watchdogMs;
  }

  /** Listens until the test file that calls it has ended; nobody does where there is no service manager. */
  static async listen(path: string, { watchdogMs }: { readonly watchdogMs: number }): Promise<ServiceManager> {
    const manager = new ServiceManager(path, watchdogMs);
    if (noServiceManager !== false) return manager;
    const child = spawn('python3', ['-c', receiver, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    after(async () => {
      child.kill();
      await once(child, 'exit');
    });
    const lines = createInterface({ input: child.stdout });
    await once(lines, 'line');
    lines.on('line', (line) => manager.#take((JSON.parse(line) as string).split('\n')));
    return manager;
  }

  /** How often something was told. */
  count(assignment: string): number {
    return this.told.filter((assignments) => assignments.includes(assignment)).length;
  }

  /** Whether it would end a service now that once was alive: it has not been fed for longer than it allows. */
  get isHungry(): boolean {
    return this.#fedAtMs !== 0 && performance.now() - this.#fedAtMs > this.#watchdogMs;
  }

  #take(assignments: string[]): void {
    this.told.push(assignments);
    if (assignments.includes('WATCHDOG=1')) this.#fedAtMs = performance.now();
  }
}
