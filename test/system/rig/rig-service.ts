import { join } from 'node:path';
import { Program, type ProgramOptions, type TomlTables, writeTomlFile } from '@cta/testing';

export interface RigServiceOptions {
  /** Folder of configuration and logs. */
  readonly folder: string;
  readonly app: 'cta-taped' | 'cta-maintd';
  readonly instance: string;
  /** The configuration of a start. */
  readonly configure: () => TomlTables;
}

/** A service of the archive, which can be stopped, killed and started again. Each run has a log of its own. */
export class RigService implements AsyncDisposable {
  readonly instance: string;
  readonly #options: RigServiceOptions;
  #runs = 0;
  #isWanted = false;
  #program: Program | undefined;

  constructor(options: RigServiceOptions) {
    this.instance = options.instance;
    this.#options = options;
  }

  /** The run that is going on, or else the last one. */
  get program(): Program {
    if (this.#program === undefined) throw new Error(`${this.instance} was never started`);
    return this.#program;
  }

  get configurationFile(): string {
    return join(this.#options.folder, `${this.instance}.toml`);
  }

  /** Writes the configuration file. @param changes tables that replace those of the usual configuration */
  async configure(changes: TomlTables = {}): Promise<void> {
    await writeTomlFile(this.configurationFile, { ...this.#options.configure(), ...changes });
  }

  /** @param variant a module that is run in place of the app's, and what that finds in its environment */
  async start(changes?: TomlTables, variant: Pick<ProgramOptions, 'main' | 'environment'> = {}): Promise<Program> {
    const { app, folder } = this.#options;
    await this.configure(changes);
    this.#runs += 1;
    this.#program = Program.start({
      title: `${app} ${this.instance} (start ${this.#runs})`,
      app,
      args: ['--config', this.configurationFile],
      logFile: join(folder, `${this.instance}-${this.#runs}.log`),
      ...variant,
    });
    return this.#program;
  }

  /** Starts it to stay: from now on it must run until it is stopped or killed here. */
  async startReady(signal: AbortSignal): Promise<void> {
    const program = await this.start();
    this.#isWanted = true;
    await program.logged('service_ready', signal);
  }

  /** What systemd does: SIGTERM, and waits. */
  async stop(): Promise<void> {
    this.#isWanted = false;
    await this.#program?.[Symbol.asyncDispose]();
  }

  async kill(): Promise<void> {
    this.#isWanted = false;
    await this.program.kill();
  }

  /** @throws PROGRAM_ENDED where it should be running and is not */
  assertAlive(): void {
    if (this.#isWanted) this.program.assertRunning();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
