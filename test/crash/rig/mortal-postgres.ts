import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PostgresServer, startPostgres, waitUntil } from '@cta/testing';
import { patienceMs } from '../../system/rig/archive-rig.ts';

const pollMs = 20;
/** How long a process that was killed may be seen. */
const deathMs = 5000;

/** A PostgreSQL server that may be killed and is started again, at the same port and with what it was told before. */
export class MortalPostgres {
  readonly #folder: string;
  #server: PostgresServer;

  private constructor(folder: string, server: PostgresServer) {
    this.#folder = folder;
    this.#server = server;
  }

  static async start(): Promise<MortalPostgres> {
    const folder = await mkdtemp(join(tmpdir(), 'cta-crash-postgresql-'));
    return new MortalPostgres(folder, await startPostgres({ folder, survives: 'kill' }));
  }

  get processId(): number {
    return this.#server.processId;
  }

  get url(): string {
    return this.#server.url('postgres');
  }

  /** Whether its process is there; one that was just killed is, for a moment. */
  get isAlive(): boolean {
    return isThere(this.processId);
  }

  /** Resolves once it has died. @throws PROGRESS_STALLED where it lives on */
  async died(): Promise<void> {
    const bounds = { what: 'the end of PostgreSQL', timeoutMs: deathMs, pollMs, signal: new AbortController().signal };
    await waitUntil(() => (this.isAlive ? undefined : true), bounds);
  }

  /** The processes of a killed server take a moment to notice, and as long as one is there no other may start. */
  async startAgain(): Promise<void> {
    const { port } = this.#server;
    this.#server = await waitUntil(
      () => startPostgres({ folder: this.#folder, port, survives: 'kill' }).catch(() => undefined),
      { what: 'PostgreSQL to start', timeoutMs: patienceMs, pollMs, signal: new AbortController().signal },
    );
  }

  async remove(): Promise<void> {
    await this.#server.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function isThere(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
