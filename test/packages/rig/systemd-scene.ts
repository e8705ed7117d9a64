/** `systemd-scene.ts PACKAGES ANSWERS`: run enclosed; packages on a machine where systemd runs, and what then is to be seen. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Container } from '../../night/container/container.ts';
import { debianRoot } from '../../night/container/debian-root.ts';
import type { BuiltPackages } from './built-packages.ts';
import { type DrivesAnswers, playDrives } from './scene/drives-act.ts';
import { maintenance, type MaintenanceAnswers, playMaintenance } from './scene/maintenance-act.ts';
import { playRpm, type RpmAnswers } from './scene/rpm-act.ts';
import { SystemdMachine } from './scene/systemd-machine.ts';

/** Packages of one version, and of the next. */
export type ScenePackages = Readonly<Record<'first' | 'next', BuiltPackages>>;

export interface SceneAnswers {
  readonly maintenance: MaintenanceAnswers;
  readonly drives: DrivesAnswers;
  /** Warnings about our units in the journal. */
  readonly complaints: string;
  /** Processes of the service's user after the package was removed. */
  readonly removed: string;
  /** What systemd's own folders have of us after a purge. */
  readonly purged: string;
  readonly rpm: RpmAnswers;
}

const shown = { first: '/packages/first', next: '/packages/next' } as const;

async function play(machine: SystemdMachine, packages: ScenePackages): Promise<SceneAnswers> {
  const file = (version: 'first' | 'next', kind: 'deb' | 'rpm') =>
    join(shown[version], basename(packages[version][kind]));
  await machine.sh(`dpkg -i ${file('first', 'deb')}`);
  const ofMaintenance = await playMaintenance(machine);
  const drives = await playDrives(machine);
  const complaints = await machine.sh('journalctl --boot --priority warning --output cat | grep -F /cta- || true');
  await machine.start(maintenance);
  await machine.logged(maintenance, 'service_starting');
  const configuration = await machine.sh('cat /etc/cta/cta-maintd.toml');
  await machine.sh('dpkg --remove cta-tape-server');
  const removed = await machine.sh('pgrep --uid cta || true');
  await machine.sh('dpkg --purge cta-tape-server');
  const purged = await machine.sh('find /etc/systemd /usr/lib/systemd -name "cta-*"');
  await machine.writeFile('/etc/cta/cta-maintd.toml', configuration);
  const rpm = await playRpm(machine, file('first', 'rpm'), file('next', 'rpm'));
  return { maintenance: ofMaintenance, drives, complaints, removed, purged, rpm };
}

const [given = '', answers = ''] = process.argv.slice(2);
const packages = JSON.parse(given) as ScenePackages;
const folder = await mkdtemp(join(tmpdir(), 'cta-systemd-'));
try {
  await using container = await Container.create({
    folder,
    root: await debianRoot(),
    hostName: 'tapeserver',
    diskBytes: 4_000_000_000,
    shown: { [shown.first]: dirname(packages.first.deb), [shown.next]: dirname(packages.next.deb) },
    environment: {},
  });
  await container.boot();
  await writeFile(answers, JSON.stringify(await play(new SystemdMachine(container), packages)));
} finally {
  await rm(folder, { recursive: true });
}
