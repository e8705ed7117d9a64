import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openTapeLibrary } from '@cta/hardware';

const program = fileURLToPath(new URL('../../apps/cta-vtl/src/main.ts', import.meta.url));
const argumentsOfNode = ['--conditions=@cta/source', program];

/** A cta-vtl process with one tape in its first drive. */
export interface ServedDrive extends AsyncDisposable {
  readonly device: string;
}

/** Makes a library with one blank tape, serves it on loopback, and mounts the tape. */
export async function serveDrive(folder: string, vid: string): Promise<ServedDrive> {
  const libraryFolder = join(folder, 'library');
  const created = spawnSync('node', [...argumentsOfNode, 'create', libraryFolder, '--cartridges', vid]);
  if (created.status !== 0) throw new Error(`cta-vtl create: ${created.stderr.toString()}`);
  const child = spawn('node', [...argumentsOfNode, 'serve', libraryFolder, '--listen', '127.0.0.1:0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { port, targetName } = await readiness(child);
  const target = `iscsi://127.0.0.1:${port}/${targetName}`;
  await mount(`${target}/0`, vid);
  return {
    device: `${target}/1`,
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    },
  };
}

async function readiness(child: ChildProcess): Promise<{ readonly port: number; readonly targetName: string }> {
  if (child.stdout === null) throw new Error('cta-vtl has no output');
  for await (const line of createInterface(child.stdout)) {
    const entry = JSON.parse(line) as { event?: string; port?: number; target_name?: string };
    const { event, port, target_name: targetName } = entry;
    if (event === 'vtl_ready' && port !== undefined && targetName !== undefined) {
      child.stdout.resume();
      return { port, targetName };
    }
  }
  throw new Error('cta-vtl ended before it was ready');
}

async function mount(changer: string, vid: string): Promise<void> {
  const { signal } = new AbortController();
  const initiatorName = 'iqn.2026-01.ch.cern.cta:bench';
  const library = await openTapeLibrary(changer, { signal, initiatorName, connectTimeoutMs: 10_000 });
  await library.mount(vid, 0);
  await library.close();
}
