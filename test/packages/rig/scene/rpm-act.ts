import { maintenance } from './maintenance-act.ts';
import type { SystemdMachine, UnitState } from './systemd-machine.ts';

export interface RpmAnswers {
  readonly beforeUpgrade: UnitState;
  readonly afterUpgrade: UnitState;
  /** Programs that the service ran from, before and after. */
  readonly programs: readonly [string, string];
  /** Version of the next start. */
  readonly version: string;
  readonly releases: readonly string[];
  /** Processes of the service's user after the package was erased. */
  readonly left: string;
  readonly stopped: string;
}

/** The .rpm on a machine whose maintenance service runs; RPM knows nothing of what Debian's packages have installed there. */
export async function playRpm(machine: SystemdMachine, rpm: string, nextRpm: string): Promise<RpmAnswers> {
  await machine.sh(`rpm --install --nodeps ${rpm}`);
  await machine.start(maintenance);
  await machine.logged(maintenance, 'connection_lost');
  const program = async (pid: string): Promise<string> => machine.sh(`readlink /proc/${pid}/exe`);
  const beforeUpgrade = await machine.state(maintenance);
  const before = await program(beforeUpgrade.MainPID);
  await machine.sh(`rpm --upgrade --nodeps ${nextRpm}`);
  const afterUpgrade = await machine.state(maintenance);
  const after = await program(afterUpgrade.MainPID);
  const version = await machine.sh('cta-maintd --version');
  const releases = (await machine.sh('ls /usr/lib/cta/releases')).split('\n');
  await machine.sh('rpm --erase cta-tape-server');
  const left = await machine.sh('pgrep --uid cta || true');
  const ofProcess = `journalctl --boot _PID=${afterUpgrade.MainPID} --output cat`;
  const stopped = await machine.sh(`${ofProcess} | tail -n 1`);
  return { beforeUpgrade, afterUpgrade, programs: [before, after], version, releases, left, stopped };
}
