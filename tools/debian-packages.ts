import { spawnSync } from 'node:child_process';
import { step } from './step.ts';

/** Debian packages whose programs tests run as strangers to our own code, each with one program to look for. */
const strangers: Readonly<Record<string, string>> = {
  tgt: '/usr/sbin/tgtd',
  'libiscsi-bin': '/usr/bin/iscsi-inq',
  // Makes certificates, which Node.js cannot.
  openssl: '/usr/bin/openssl',
  // Holds the socket of a service manager, which Node.js cannot.
  python3: '/usr/bin/python3',
  // Not started: its systemd-analyze reads our units.
  systemd: '/usr/bin/systemd-analyze',
};

/** What tests need that pack what we install, and install it on a machine of their own. */
export const machineBuilders: Readonly<Record<string, string>> = {
  mmdebstrap: '/usr/bin/mmdebstrap',
  'systemd-container': '/usr/bin/systemd-nspawn',
  iproute2: '/usr/sbin/ip',
  rpm: '/usr/bin/rpmbuild',
};

function missingOf(packages: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(packages)
    .filter(([, program]) => spawnSync('test', ['-x', program]).status !== 0)
    .map(([name]) => name);
}

/**
 * Installs what is missing where it may (root on a Debian system); else says what to install, and fails.
 * @param packages each with one program to look for
 */
export function installMissingPackages(packages = strangers): void {
  const missing = missingOf(packages);
  if (missing.length === 0) return;
  const mayInstall = process.getuid?.() === 0 && spawnSync('which', ['apt-get']).status === 0;
  if (!mayInstall) {
    console.error(`tests need these Debian packages: apt-get install ${missing.join(' ')}`);
    process.exit(1);
  }
  // Without policy-rc.d a package may start its daemon; tests start their own, on loopback, and end them.
  const environment = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  step('apt-get update', 'apt-get', ['update', '-qq'], environment);
  step('apt-get install', 'apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], environment);
}
