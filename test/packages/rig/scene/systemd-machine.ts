import { waitUntil } from '@cta/testing';
import type { Container } from '../../../night/container/container.ts';

/** What systemd knows of a unit. */
export interface UnitState {
  readonly ActiveState: string;
  readonly Result: string;
  readonly ExecMainStatus: string;
  readonly NRestarts: string;
  readonly MainPID: string;
}

const keys = ['ActiveState', 'Result', 'ExecMainStatus', 'NRestarts', 'MainPID'] satisfies (keyof UnitState)[];

/** A machine where systemd runs, as an administrator uses it. */
export class SystemdMachine {
  readonly #container: Container;

  constructor(container: Container) {
    this.#container = container;
  }

  /** Runs a command line of the shell, which must succeed. @returns what it printed */
  async sh(command: string): Promise<string> {
    return (await this.#container.run('sh', ['-ec', command], { timeoutMs: 120_000 })).trim();
  }

  writeFile(path: string, content: string, mode = 0o644): Promise<void> {
    return this.#container.writeFile(path, content, mode);
  }

  async state(unit: string): Promise<UnitState> {
    const wanted = keys.flatMap((key) => ['--property', key]);
    const lines = (await this.#container.run('systemctl', ['show', unit, ...wanted])).trim().split('\n');
    return Object.fromEntries(lines.map((line) => line.split('=', 2))) as unknown as UnitState;
  }

  /** Asks for a start; how it ends is to be seen. */
  async start(...units: readonly string[]): Promise<void> {
    await this.#container.run('systemctl', ['start', '--no-block', ...units]);
  }

  until(unit: string, what: string, holds: (now: UnitState) => boolean): Promise<UnitState> {
    return waitUntil(async () => [await this.state(unit)].find(holds), {
      what: `${unit} ${what}`,
      timeoutMs: 60_000,
      pollMs: 200,
      signal: new AbortController().signal,
    });
  }

  untilFailed(unit: string): Promise<UnitState> {
    return this.until(unit, 'to fail', ({ ActiveState }) => ActiveState === 'failed');
  }

  /** Waits until the process that is now a service's has logged an event. */
  async logged(unit: string, event: string): Promise<void> {
    const { MainPID } = await this.until(unit, 'to have a process', (now) => now.MainPID !== '0');
    const lines = `journalctl --boot --unit ${unit} _PID=${MainPID} --output cat`;
    await this.sh(`until ${lines} | grep -q '"event":"${event}"'; do sleep 0.1; done`);
  }
}
