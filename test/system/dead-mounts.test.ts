import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { DriveName } from '@cta/catalogue';
import { sql } from '@cta/database';
import { HalfOpenProxy, loggedEvent } from '@cta/testing';
import { buildRig } from './rig/build-rig.ts';

const silenceMs = 1_500;
const rig = await buildRig({ tapes: [], maintd: { dead_mounts: { silence: `${silenceMs}ms` } } });
const { schedulerDb } = rig.admin;
const direct = new URL(rig.databaseSection.url);
const way = await HalfOpenProxy.start({ host: direct.hostname, port: Number(direct.port) });
after(() => way[Symbol.asyncDispose]());

/** A mount whose drive service was last heard of long ago. @returns what the log says of its end */
async function silentMount(drive: string, vid: string): Promise<Readonly<Record<string, unknown>>> {
  await schedulerDb.execute(sql`
    INSERT INTO mount (mount_type, drive, host, logical_library, vid, tape_pool, vo, start_time, last_update_time)
    VALUES ('RETRIEVE', ${DriveName(drive)}, 'gone', 'library', ${vid}, 'pool', 'vo', 0, 0)`);
  return { drive, vid, code: 'S403' };
}

/** When the log says that the mount is dead. */
async function declaredDeadAtMs(mount: Readonly<Record<string, unknown>>): Promise<number> {
  const { logFile } = rig.maintd.program;
  const line = await rig.until('the end of the dead mount', () => loggedEvent(logFile, 'dead_mount_requeued', mount));
  return Number(line['epoch_time']) * 1_000;
}

test('a mount is not dead before a full silence was counted from the start of the maintenance service', async () => {
  const mount = await silentMount('GONE1', 'X00001');
  const startedAtMs = Date.now();
  const proxied = new URL(direct);
  proxied.port = String(way.port);
  const program = await rig.maintd.start({ scheduler: { ...rig.databaseSection, url: proxied.href } });
  await program.logged('service_ready', AbortSignal.timeout(60_000));
  assert.ok((await declaredDeadAtMs(mount)) - startedAtMs >= silenceMs);
});

test('nor from the end of an outage that it saw: the drive may not have been able to tell either', async () => {
  const { logFile } = rig.maintd.program;
  await way.become({ type: 'refuse' });
  await rig.until('the outage to be seen', () =>
    loggedEvent(logFile, 'connection_lost', { connection: 'SchedulerDB' }),
  );
  const mount = await silentMount('GONE2', 'X00002');
  const backAtMs = Date.now();
  await way.become({ type: 'pass' });
  assert.ok((await declaredDeadAtMs(mount)) - backAtMs >= silenceMs);
});
