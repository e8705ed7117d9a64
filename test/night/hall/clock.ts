import type { Container } from '../container/container.ts';

/** Offset of the machine's clock from this one's, in seconds; read at each look at the clock. */
const offsetFile = '/etc/clock-offset';

/**
 * Variables under which a program goes by the machine's clock. A container has its host's clock, which nobody may set for
 * a test: libfaketime gives all its programs another one. Timers and time-outs go by the monotonic clock, which no
 * adjustment of a clock moves, and which stays as it is.
 */
export const clockVariables = {
  LD_PRELOAD: '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1',
  FAKETIME_TIMESTAMP_FILE: offsetFile,
  FAKETIME_NO_CACHE: '1',
  FAKETIME_DONT_FAKE_MONOTONIC: '1',
  FAKETIME_DISABLE_SHM: '1',
  NO_FAKE_STAT: '1',
} as const;

/** Has all services of a machine that is not booted yet go by its clock. */
export async function giveClock(machine: Container): Promise<void> {
  await setClock(machine, 0);
  const assignments = Object.entries(clockVariables).map(([name, value]) => `${name}=${value}`);
  const content = `[Manager]\nDefaultEnvironment=${assignments.join(' ')}\n`;
  await machine.writeFile('/etc/systemd/system.conf.d/clock.conf', content);
  // Debian starts PostgreSQL without the variables of its unit.
  const ofPostgres = Object.entries(clockVariables).map(([name, value]) => `${name} = '${value}'\n`);
  await machine.writeFile('/etc/postgresql/15/main/environment', ofPostgres.join(''));
}

/** Sets the machine's clock, for all programs at once. */
export async function setClock(machine: Container, offsetSeconds: number): Promise<void> {
  await machine.writeFile(offsetFile, `${offsetSeconds < 0 ? '-' : '+'}${Math.abs(offsetSeconds)}\n`);
}
