import type { Clock } from '@cta/clock';
import { ConditionError } from '@cta/conditions';
import { type Database, type Session, sql } from '@cta/database';
import type { DriveName } from '../identifiers.ts';

export interface DriveLockOptions {
  readonly driveName: DriveName;
  /** Who asks, for whoever is refused because of it: "HOST:PID". */
  readonly holder: string;
  /** How long another holder is given to be gone: a server may learn late that a process or its host died. */
  readonly patienceMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called each time the lock was got. */
  readonly onHeld: () => void;
}

const askAgainMs = 500;
const proofOfLifeMs = 5000;

/**
 * Holds the name of a drive for one process, in all the archive: a lock that PostgreSQL ties to a connection, and takes
 * back when that ends, however it ends. Settles only by rejecting: with the signal's reason; with DRIVE_SERVICE_RUNNING
 * where another process holds it; with a lost connection, and then the lock may be another's when it is asked for again.
 */
export function holdDriveLock(db: Database, options: DriveLockOptions): Promise<never> {
  return db.session(async (session) => {
    await noticeDeathSoon(session, options);
    await acquire(session, options);
    options.onHeld();
    for (;;) {
      await options.clock.sleep(proofOfLifeMs, options.signal);
      await session.query(sql`SELECT 1`);
    }
  });
}

/** The server asks a silent client whether it lives, so that a host that lost its power does not hold the lock for hours. */
async function noticeDeathSoon(session: Session, { driveName, holder }: DriveLockOptions): Promise<void> {
  await session.query(sql`
    SELECT set_config('application_name', ${nameOf(driveName, holder)}, FALSE),
           set_config('tcp_keepalives_idle', '10', FALSE), set_config('tcp_keepalives_interval', '5', FALSE),
           set_config('tcp_keepalives_count', '3', FALSE)`);
}

const applicationPrefix = 'cta-taped lock';

function nameOf(driveName: DriveName, holder: string): string {
  return `${applicationPrefix} ${driveName} ${holder}`;
}

async function acquire(session: Session, { driveName, patienceMs, clock, signal }: DriveLockOptions): Promise<void> {
  const deadline = clock.now() + patienceMs;
  for (;;) {
    const [row] = await session.query<{ held: boolean }>(
      sql`SELECT pg_try_advisory_lock(hashtextextended(${`${applicationPrefix} ${driveName}`}, 0)) AS "held"`,
    );
    if (row?.held === true) return;
    if (clock.now() >= deadline) throw await refusal(session, driveName);
    await clock.sleep(askAgainMs, signal);
  }
}

/** PostgreSQL cuts application names at 63 bytes, so that of a long drive name the holder may be missing. */
async function refusal(session: Session, driveName: DriveName): Promise<ConditionError> {
  const prefix = `${applicationPrefix} ${driveName} `;
  const [other] = await session.query<{ holder: string; address: string | null }>(sql`
    SELECT substr(application_name, length(${prefix}) + 1) AS "holder", host(client_addr) AS "address"
      FROM pg_stat_activity a JOIN pg_locks l USING (pid)
     WHERE starts_with(application_name, ${prefix}) AND l.locktype = 'advisory' AND l.granted`);
  const holder = other?.holder ?? null;
  return new ConditionError('DRIVE_SERVICE_RUNNING', {
    message: `drive ${driveName} is served by process ${holder ?? 'unknown'} at ${other?.address ?? 'an unknown address'}`,
    details: { drive: driveName, holder, address: other?.address ?? null },
  });
}
