import { join } from 'node:path';
import { type TomlTables, writeTomlFile } from '../../../apps/cta-demo/src/installation/toml-file.ts';
import { Program } from '../../../apps/cta-demo/src/programs/program.ts';

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

  async start(changes?: TomlTables): Promise<Program> {
    const { app, folder } = this.#options;
    await this.configure(changes);
    this.#runs += 1;
    this.#program = Program.start({
      title: `${app} ${this.instance} (start ${this.#runs})`,
      app,
      args: ['--config', this.configurationFile],
      logFile: join(folder, `${this.instance}-${this.#runs}.log`),
    });
    return this.#program;
  }

  async startReady(signal: AbortSignal): Promise<void> {
    const program = await this.start();
    await program.logged('service_ready', signal);
  }

  /** What systemd does: SIGTERM, and waits. */
  async stop(): Promise<void> {
    await this.#program?.[Symbol.asyncDispose]();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
