/** `systemd-scene.ts DEB ANSWERS`: run enclosed; installs a package where systemd runs, and writes what then is to be seen. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { waitUntil } from '@cta/testing';
import { Container } from '../../night/container/container.ts';
import { debianRoot } from '../../night/container/debian-root.ts';

/** What systemd knows of a unit. */
export interface UnitState {
  readonly ActiveState: string;
  readonly Result: string;
  readonly ExecMainStatus: string;
  readonly NRestarts: string;
}

export interface SceneAnswers {
  readonly enabled: string;
  readonly withoutConfiguration: UnitState;
  readonly withoutSecret: UnitState;
  readonly withoutDatabase: UnitState;
  /** Mode, owner and name of what the service was handed. */
  readonly credential: string;
  readonly killed: UnitState;
  readonly stopped: UnitState;
  readonly removed: string;
  /** Warnings about our units in the journal. */
  readonly complaints: string;
}

const service = 'cta-maintd.service';

/** A port that nobody listens on: the service waits. */
const database = 'url = "postgresql://cta@127.0.0.1:5/cta"';
const secret = 'cta-maintd.catalogue-password';
const configuration = `[catalogue]\n${database}\npassword_file = "credential:${secret}"\n[scheduler]\n${database}\n`;

async function play(machine: Container, deb: string): Promise<SceneAnswers> {
  const sh = (command: string): Promise<string> => machine.run('sh', ['-c', command]);
  const state = async (): Promise<UnitState> => {
    const keys = ['ActiveState', 'Result', 'ExecMainStatus', 'NRestarts'].flatMap((key) => ['--property', key]);
    const lines = (await machine.run('systemctl', ['show', service, ...keys])).trim().split('\n');
    return Object.fromEntries(lines.map((line) => line.split('=', 2))) as UnitState;
  };
  const start = () => machine.end('systemctl', ['start', '--no-block', service]);
  const until = (what: string, holds: (now: UnitState) => boolean): Promise<UnitState> =>
    waitUntil(async () => [await state()].find(holds), {
      what,
      timeoutMs: 30_000,
      pollMs: 200,
      signal: new AbortController().signal,
    });
  const logged = (event: string): Promise<string> =>
    sh(`until journalctl --boot --unit ${service} --output cat | grep -q '"event":"${event}"'; do sleep 0.1; done`);

  await machine.run('dpkg', ['-i', `/packages/${deb}`]);
  const enabled = (await machine.end('systemctl', ['is-enabled', service])).output.trim();
  await start();
  const withoutConfiguration = await until('the service to fail', ({ ActiveState }) => ActiveState === 'failed');
  await machine.writeFile('/etc/cta/cta-maintd.toml', configuration);
  await machine.run('systemctl', ['reset-failed', service]);
  await start();
  const withoutSecret = await until('the service to fail again', ({ ActiveState }) => ActiveState === 'failed');
  await machine.writeFile(`/etc/credstore/${secret}`, 'secret\n', 0o600);
  await start();
  await logged('connection_lost');
  const withoutDatabase = await state();
  const credential = (await sh(`cd /run/credentials/${service} && stat -c '%A %U %n' *`)).trim();
  await machine.run('systemctl', ['kill', '--signal=KILL', service]);
  await until('the service to be started again', (now) => now.NRestarts === '1');
  await logged('service_starting');
  const killed = await until('it to run', ({ ActiveState }) => ActiveState === 'activating');
  await machine.run('systemctl', ['stop', service]);
  const stopped = await state();
  const complaints = (await sh('journalctl --boot --priority warning --output cat | grep -F /cta- || true')).trim();
  await machine.run('systemctl', ['start', '--no-block', service]);
  await machine.run('dpkg', ['--remove', 'cta-tape-server']);
  const removed = (await sh('pgrep --uid cta || true')).trim();
  return {
    enabled,
    withoutConfiguration,
    withoutSecret,
    withoutDatabase,
    credential,
    killed,
    stopped,
    removed,
    complaints,
  };
}

const [deb = '', answers = ''] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'cta-systemd-'));
try {
  await using machine = await Container.create({
    folder,
    root: await debianRoot(),
    hostName: 'tapeserver',
    diskBytes: 4_000_000_000,
    shown: { '/packages': dirname(deb) },
    environment: {},
  });
  await machine.boot();
  await writeFile(answers, JSON.stringify(await play(machine, basename(deb))));
} finally {
  await rm(folder, { recursive: true });
}
