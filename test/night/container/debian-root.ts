import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from './run-program.ts';

const suite = 'bookworm';

/** What the machine of the night has before the tape server's own packages come. */
const packages = [
  'systemd',
  'systemd-sysv',
  'dbus',
  'postgresql',
  'puppet-agent',
  'libfaketime',
  'procps',
  'rpm',
] as const;

const buildTimeoutMs = 480_000;

/** Folder outside of the checkout that keeps what takes long to make. */
export const cacheFolder = join(process.env['XDG_CACHE_HOME'] ?? '/var/tmp', 'cta-night');

/** The root folder of a Debian 12 machine, as a tar archive: made once, and kept under the name of what is in it. */
export async function debianRoot(): Promise<string> {
  const key = createHash('sha256')
    .update(JSON.stringify([suite, packages]))
    .digest('hex')
    .slice(0, 12);
  const archive = join(cacheFolder, `root-${key}.tar`);
  if (existsSync(archive)) return archive;
  await mkdir(cacheFolder, { recursive: true });
  const unfinished = `${archive}.${process.pid}`;
  const words = ['--format=tar', '--variant=minbase', `--include=${packages.join(',')}`, suite, unfinished];
  await runProgram('mmdebstrap', words, { timeoutMs: buildTimeoutMs });
  await rename(unfinished, archive);
  return archive;
}
