import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Program, TomlTables } from '@cta/testing';
import { patienceMs } from '../../system/rig/archive-rig.ts';
import type { RigService } from '../../system/rig/rig-service.ts';
import { type KillOrder, stepEnvironment } from '../watched/steps.ts';

/** A service of an archive as it is, but for its steps, which are noted, and at each of which it can be killed. */
export class WatchedService {
  readonly #service: RigService;
  readonly #main: string;
  #program: Program | undefined;

  constructor(service: RigService, app: 'cta-taped' | 'cta-maintd') {
    this.#service = service;
    this.#main = new URL(`../watched/watched-${app === 'cta-taped' ? 'taped' : 'maintd'}.ts`, import.meta.url).pathname;
  }

  get instance(): string {
    return this.#service.instance;
  }

  /** @param changes tables that replace those of the usual configuration */
  async start(changes: TomlTables = {}): Promise<Program> {
    rmSync(this.#notesFile, { force: true });
    this.#program = await this.#service.start(changes, {
      main: this.#main,
      environment: { [stepEnvironment.notes]: this.#notesFile, [stepEnvironment.orders]: this.#ordersFile },
    });
    return this.#program;
  }

  /** Starts it without work: it is ready before any is queued. */
  async startReady(): Promise<Program> {
    const program = await this.start();
    await program.logged('service_ready', AbortSignal.timeout(patienceMs));
    return program;
  }

  /** Kills what the latest start has left running. */
  async end(): Promise<void> {
    await this.#program?.kill();
  }

  /** From now on, and in starts to come, somebody is killed at a step; nobody where there is no order. */
  order(order: KillOrder | undefined): void {
    if (order === undefined) {
      rmSync(this.#ordersFile, { force: true });
      return;
    }
    writeFileSync(`${this.#ordersFile}.new`, JSON.stringify(order));
    renameSync(`${this.#ordersFile}.new`, this.#ordersFile);
  }

  /** Steps that the latest start has passed so far. */
  steps(): readonly string[] {
    if (!existsSync(this.#notesFile)) return [];
    return readFileSync(this.#notesFile, 'utf8').split('\n').slice(0, -1);
  }

  get #notesFile(): string {
    return `${this.#service.configurationFile}.steps`;
  }

  get #ordersFile(): string {
    return `${this.#service.configurationFile}.orders`;
  }
}

/** Lines of level error in a program's log. */
export function errorsIn(program: Program): readonly string[] {
  return readFileSync(program.logFile, 'utf8')
    .split('\n')
    .filter((line) => line.includes('"log_level":"ERROR"'));
}
