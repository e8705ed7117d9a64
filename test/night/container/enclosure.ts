import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { waitUntil } from '@cta/testing';

/** Where systemd keeps its cgroups: two hierarchies, or the one of a machine that has cgroup 2 alone. */
const hierarchies = ['/sys/fs/cgroup/systemd', '/sys/fs/cgroup/unified', '/sys/fs/cgroup'];

const endTimeoutMs = 30_000;

/** nspawn keeps its locks in /run/systemd, where it may then think that it is the machine's. */
const script = `
  set -e
  while [ "$1" != -- ]; do echo $$ > "$1/cgroup.procs"; shift; done
  shift
  exec setpriv --pdeathsig KILL unshare --mount --propagation private --pid --fork --net --kill-child --mount-proc \
    sh -c 'ip link set lo up && mkdir -p /run/systemd && mount -t tmpfs tmpfs /run/systemd && exec "$@"' sh "$@"`;

/**
 * Runs a command in namespaces and cgroups of its own, with no network but loopback. Processes and mounts that it leaves
 * behind end with it, however it ends; so do all of them when this process is told to stop, or killed.
 * @returns its exit status
 */
export async function runEnclosed(command: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  await using groups = new AsyncDisposableStack();
  const folders = hierarchies
    .filter((hierarchy) => existsSync(join(hierarchy, 'cgroup.procs')))
    .map((hierarchy) => join(hierarchy, `cta-night-${process.pid}`));
  for (const folder of folders) {
    await mkdir(folder);
    groups.defer(() => removeGroup(folder));
  }
  const child = spawn('sh', ['-c', script, 'sh', ...folders, '--', ...command], { stdio: 'inherit', env });
  const kill = (): void => void child.kill('SIGKILL');
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, kill);
  const [status] = (await once(child, 'exit')) as [number | null];
  return status ?? 1;
}

/** A cgroup has files that only the kernel removes, with their folder, once the last process has ended. */
async function removeGroup(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeGroup(join(folder, entry.name));
  }
  const removed = async (): Promise<true | undefined> => {
    try {
      await rmdir(folder);
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EBUSY') return undefined;
      throw error;
    }
  };
  const signal = new AbortController().signal;
  await waitUntil(removed, { what: `the processes in ${folder} to end`, timeoutMs: endTimeoutMs, pollMs: 100, signal });
}
