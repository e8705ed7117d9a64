import type { SystemdMachine, UnitState } from './systemd-machine.ts';

export const maintenance = 'cta-maintd.service';

/** A port that nobody listens on: the service waits. */
const database = 'url = "postgresql://cta@127.0.0.1:5/cta"';
const secret = 'cta-maintd.catalogue-password';
const configuration = `[catalogue]\n${database}\npassword_file = "credential:${secret}"\n[scheduler]\n${database}\n`;

export interface MaintenanceAnswers {
  readonly enabled: string;
  /** After `systemctl enable` and `systemctl preset`. */
  readonly preset: string;
  readonly withoutConfiguration: UnitState;
  readonly withoutSecret: UnitState;
  readonly withoutDatabase: UnitState;
  /** Mode and owner of a configuration that root wrote with a umask that gives nothing to others. */
  readonly configuration: string;
  /** Mode, owner and name of what the service was handed. */
  readonly credential: string;
  readonly killed: UnitState;
  readonly stopped: UnitState;
}

/** What befalls the maintenance service of a machine, from its package's installation on. */
export async function playMaintenance(machine: SystemdMachine): Promise<MaintenanceAnswers> {
  const enabled = await machine.sh(`systemctl is-enabled ${maintenance} || true`);
  await machine.sh(`systemctl enable ${maintenance} && systemctl preset ${maintenance}`);
  const preset = await machine.sh(`systemctl is-enabled ${maintenance} || true`);
  await machine.start(maintenance);
  const withoutConfiguration = await machine.untilFailed(maintenance);
  await machine.sh(`umask 027; cat >/etc/cta/cta-maintd.toml <<'END'\n${configuration}END`);
  await machine.sh(`systemctl reset-failed ${maintenance}`);
  await machine.start(maintenance);
  const withoutSecret = await machine.untilFailed(maintenance);
  await machine.writeFile(`/etc/credstore/${secret}`, 'secret\n', 0o600);
  await machine.start(maintenance);
  await machine.logged(maintenance, 'connection_lost');
  const withoutDatabase = await machine.state(maintenance);
  await machine.sh(`systemctl kill --signal=KILL ${maintenance}`);
  await machine.until(maintenance, 'to be started again', ({ NRestarts }) => NRestarts === '1');
  const killed = await machine.until(maintenance, 'to run', ({ ActiveState }) => ActiveState === 'activating');
  await machine.logged(maintenance, 'service_starting');
  const credential = await machine.sh(`cd /run/credentials/${maintenance} && stat -c '%A %U %n' *`);
  await machine.sh(`systemctl stop ${maintenance}`);
  return {
    enabled,
    preset,
    withoutConfiguration,
    withoutSecret,
    withoutDatabase,
    configuration: await machine.sh(`stat -c '%A %U:%G' /etc/cta/cta-maintd.toml`),
    credential,
    killed,
    stopped: await machine.state(maintenance),
  };
}
