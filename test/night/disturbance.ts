import { driveNames, type NightDrive } from './hall/site.ts';
import type { TapeHall } from './hall/tape-hall.ts';

/** Something that happens to the machine while drive 1 is DOWN and drive 2 at work. */
export interface Disturbance {
  readonly title: string;
  readonly strike: (hall: TapeHall) => Promise<void>;
}

/** Process ids of the drives' services. */
export type Processes = Readonly<Record<NightDrive, string>>;

export async function processes(hall: TapeHall): Promise<Processes> {
  const [one, two] = driveNames;
  return { [one]: await hall.mainPid(one), [two]: await hall.mainPid(two) };
}

/** Waits until a drive has another process than before. */
export function untilReplaced(hall: TapeHall, drive: NightDrive, before: Processes): Promise<true> {
  return hall.until(`another process for ${drive}`, async () => {
    const pid = await hall.mainPid(drive);
    return pid !== '0' && pid !== before[drive] ? true : undefined;
  });
}

/** Names of the events that a service has logged. */
export async function eventsOf({ machine }: TapeHall, unit: string): Promise<readonly string[]> {
  const log = await machine.run('journalctl', ['--unit', unit, '--output=cat', '--no-pager']);
  const lines = log.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}'));
  return lines.map((line) => (JSON.parse(line) as { readonly event: string }).event);
}
