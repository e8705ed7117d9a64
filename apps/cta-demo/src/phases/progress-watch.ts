import { type Drive, listDrives } from '@cta/catalogue';
import { ConditionError } from '@cta/conditions';
import type { Installation } from '../installation/installation.ts';
import { ProgressBar } from '../output/progress-bar.ts';
import { byteCount } from '../output/units.ts';
import { pause } from '@cta/testing';

/** Something that the services do, and that can be asked how far it is. */
export interface Undertaking {
  readonly title: string;
  /** How many there are to be settled: jobs done or failed. */
  readonly total: number;
  readonly settled: () => Promise<number>;
}

const pollMs = 500;
/** How long nothing may move at all: no job, no drive. */
const standstillMs = 90_000;

/**
 * Shows how far the services are until all is settled.
 * @throws PROGRAM_ENDED, and PROGRESS_STALLED where a drive is down or nothing moves any more
 */
export async function watchProgress(
  { admin, programs, signal }: Installation,
  { title, total, settled }: Undertaking,
): Promise<void> {
  using bar = new ProgressBar(title, total);
  const standstill = new Standstill(title);
  for (;;) {
    for (const program of programs) program.assertRunning();
    const [done, drives] = await Promise.all([settled(), listDrives(admin.catalogueDb)]);
    bar.show(done, drives.map(activityOf).join('  '));
    if (done >= total) return;
    for (const drive of drives) requireUp(drive);
    standstill.check(`${done} ${JSON.stringify(drives.map(activityOf))}`);
    await pause(pollMs, signal);
  }
}

/** Finds out that things look the same for too long. */
class Standstill {
  readonly #title: string;
  #seen = '';
  #since = 0;

  constructor(title: string) {
    this.#title = title;
  }

  check(seen: string): void {
    const now = performance.now();
    if (seen !== this.#seen) {
      this.#seen = seen;
      this.#since = now;
    } else if (now - this.#since > standstillMs) {
      throw new ConditionError('PROGRESS_STALLED', {
        message: `${this.#title}: nothing has moved for ${standstillMs / 1000} s (settled and drives: ${seen})`,
      });
    }
  }
}

function requireUp({ driveName, desired }: Drive): void {
  if (desired.state === 'UP') return;
  const reason = [desired.code, desired.text].filter((part) => part !== null).join(' ');
  throw new ConditionError('PROGRESS_STALLED', {
    message: `drive ${driveName} is down: ${reason}`,
    details: { drive: driveName },
  });
}

/** What a drive does, in a few letters: `VDRIVE1 TRANSFERING V00001 120 MB`. */
function activityOf({ driveName, session }: Drive): string {
  const vid = 'mount' in session && session.mount !== undefined ? ` ${session.mount.vid}` : '';
  const moved = session.status === 'TRANSFERING' ? ` ${byteCount(Number(session.bytes))}` : '';
  return `${driveName} ${session.status}${vid}${moved}`;
}
