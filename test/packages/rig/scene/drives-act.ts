import type { SystemdMachine, UnitState } from './systemd-machine.ts';

export interface DrivesAnswers {
  /** What the kernel says of a process in a drive service's sandbox, and what the doctor finds there. */
  readonly sandbox: string;
  /** Drive services before and after the stop of their target. */
  readonly running: readonly UnitState[];
  readonly stopped: readonly UnitState[];
}

/** In the unit of a drive, and with all that it may and may not do, another program. */
const doctor = `[Service]
Type=exec
WatchdogSec=0
Restart=no
StandardOutput=journal
ExecStartPre=/bin/grep -E "^(CapEff|NoNewPrivs|Seccomp):" /proc/self/status
ExecStart=
ExecStart=/usr/bin/cta-taped doctor /etc/cta/none.toml
`;

/** Nobody listens on these ports: the service waits. */
function configurationOf(drive: string): string {
  const database = 'url = "postgresql://cta@127.0.0.1:5/cta"';
  return `[drive]
name = "${drive}"
logical_library = "LIB"
device = "iscsi://127.0.0.1:5/iqn.none:none/1"
changer = "iscsi://127.0.0.1:5/iqn.none:none/0"
library_ordinal = 0
[catalogue]
${database}
[scheduler]
${database}
`;
}

/** What the drive services of a machine may do, and how all of them are stopped. */
export async function playDrives(machine: SystemdMachine): Promise<DrivesAnswers> {
  const examined = 'cta-taped@examined.service';
  await machine.writeFile(`/etc/systemd/system/${examined}.d/doctor.conf`, doctor);
  await machine.sh('systemctl daemon-reload');
  await machine.start(examined);
  await machine.untilFailed(examined); // It has no configuration, which is nothing to its sandbox.
  const sandbox = await machine.sh(`journalctl --boot --unit ${examined} --output cat`);

  const units = ['D1', 'D2'].map((drive) => `cta-taped@${drive}.service`);
  for (const drive of ['D1', 'D2']) await machine.writeFile(`/etc/cta/cta-taped-${drive}.toml`, configurationOf(drive));
  await machine.start(...units);
  for (const unit of units) await machine.logged(unit, 'connection_lost');
  const states = () => Promise.all(units.map((unit) => machine.state(unit)));
  const running = await states();
  await machine.sh('systemctl stop cta-taped.target');
  return { sandbox, running, stopped: await states() };
}
