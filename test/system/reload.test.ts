import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { setDrivesUp } from '@cta/admin';
import { disableTape, Vid } from '@cta/catalogue';
import { sql } from '@cta/database';
import { requestProgress } from '@cta/scheduler';
import { loggedEvent, type LoggedEvent, type TomlTables } from '@cta/testing';
import { TestReceiver } from '../../apps/cta-maintd/src/alerts/test-receiver.ts';
import { buildRig } from './rig/build-rig.ts';
import { freePort, healthOf, type ServiceHealth } from './rig/health-of-service.ts';
import type { RigService } from './rig/rig-service.ts';
import { noServiceManager, ServiceManager } from './rig/service-manager.ts';

const rig = await buildRig({ tapes: [{ vid: 'L00001', pool: 'first_pool' }] });
const [drive] = rig.drives;
const { maintd } = rig;
const systemd = await ServiceManager.listen(rig.outside('notify'), { watchdogMs: 60_000 });

const transfer = { allowed_roots: [rig.disk()] };
const logging = { level: 'info' };
const scheduling = { idle_poll: '150ms', desired_state_poll: '150ms', heartbeat: '500ms' };
/** One file is not worth a mount. */
const patient: TomlTables = { logging, transfer, scheduling, 'scheduling.mount_criteria': { files: 1000 } };
const eager: TomlTables = { logging, transfer, scheduling, 'scheduling.mount_criteria': { files: 1 } };

function send(service: RigService, signal: 'SIGHUP' | 'SIGUSR1'): void {
  const { processId } = service.program;
  assert.ok(processId !== undefined);
  process.kill(processId, signal);
}

function untilLogged(service: RigService, event: string, fields?: LoggedEvent): Promise<LoggedEvent> {
  return rig.until(event, () => loggedEvent(service.program.logFile, event, fields));
}

/** Waits until the log has so many lines of an event. @returns the last of them */
async function untilLoggedTimes(service: RigService, event: string, times: number): Promise<LoggedEvent> {
  return rig.until(`${event}, ${times} times`, async () => {
    const lines = (await readFile(service.program.logFile, 'utf8')).split('\n').filter((line) => line.endsWith('}'));
    const events = lines.map((line) => JSON.parse(line) as LoggedEvent).filter((line) => line['event'] === event);
    return events.length >= times ? events[times - 1] : undefined;
  });
}

/** What the Catalogue says of a key. */
async function configured(key: string): Promise<unknown> {
  const [row] = await rig.admin.catalogueDb.query<{ value: string }>(
    sql`SELECT VALUE AS value FROM DRIVE_CONFIG WHERE KEY_NAME = ${key}`,
  );
  return row?.value;
}

test('a drive service takes over what it can, and names what waits for its next start', async () => {
  await drive.start(patient, { environment: systemd.environment });
  await drive.program.logged('service_ready', AbortSignal.timeout(60_000));
  await setDrivesUp(rig.admin, { pattern: drive.instance, reason: '' });
  await rig.label('L00001');
  const submission = await rig.archive([await rig.makeFile('file', 300_000)], 'one_copy');

  await drive.configure({ ...eager, transfer: { ...transfer, disk_workers: 3 }, logging: { level: 'debug' } });
  const queued = await requestProgress(rig.admin.schedulerDb, submission);
  assert.deepEqual(queued, { queued: 1, active: 0, done: 0, failed: 0 }, 'one file is not worth a mount');
  send(drive, 'SIGHUP');
  const { keys } = await untilLogged(drive, 'configuration_reloaded');
  assert.deepEqual(keys, ['scheduling.mount_criteria.files', 'logging.level']);
  const pending = await untilLogged(drive, 'configuration_pending');
  assert.deepEqual([pending['code'], pending['keys']], ['S111', ['transfer.disk_workers']]);

  assert.deepEqual(await rig.settled(submission), { queued: 0, active: 0, done: 1, failed: 0 });
  await untilLogged(drive, 'drive_phase_changed', { to: 'transferring' });
  await rig.until('the Catalogue to have what is in force', async () =>
    (await configured('scheduling.mount_criteria.files')) === '1' ? true : undefined,
  );
  assert.equal(await configured('transfer.disk_workers'), '2');
});

test('systemd is told of a reload and of its end', { skip: noServiceManager }, async () => {
  await rig.until('the end of the reload', () => (systemd.count('READY=1') === 2 ? true : undefined));
  const reloads = systemd.told.filter((told) => told.includes('RELOADING=1'));
  assert.equal(reloads.length, 1);
  assert.match(reloads[0]?.[1] ?? '', /^MONOTONIC_USEC=\d+$/);
});

test('a file that is not good is refused with its code, and what was in force stays in force', async () => {
  await writeFile(drive.configurationFile, '[scheduling]\nidle_pol = "1s"\n');
  send(drive, 'SIGHUP');
  const refused = await untilLogged(drive, 'configuration_refused');
  assert.equal(refused['code'], 'S101');
  assert.match(
    String(refused['error_message']),
    /scheduling\.idle_pol: unknown key; did you mean scheduling\.idle_poll/,
  );
  const submission = await rig.archive([await rig.makeFile('after', 300_000)], 'one_copy');
  assert.deepEqual(await rig.settled(submission), { queued: 0, active: 0, done: 1, failed: 0 });
});

test('SIGUSR1, which log rotation sends today, does nothing to a service, nor opens the debugger of Node.js', async () => {
  send(drive, 'SIGUSR1');
  await drive.configure({ ...eager, scheduling: { ...scheduling, stop_grace: '7h' } });
  send(drive, 'SIGHUP');
  const { keys } = await untilLoggedTimes(drive, 'configuration_reloaded', 2);
  assert.deepEqual(keys, ['scheduling.stop_grace', 'logging.level']);
  assert.doesNotMatch(await readFile(drive.program.logFile, 'utf8'), /Debugger/);
  await drive.stop();
});

/** How long the last stop may take, as systemd was told. */
async function untilToldOfStops(times: number): Promise<number> {
  const stops = await rig.until('a stop to be told', () => {
    const told = systemd.told.filter((assignments) => assignments.includes('STOPPING=1'));
    return told.length === times ? told : undefined;
  });
  const [, microseconds] = /^EXTEND_TIMEOUT_USEC=(\d+)$/.exec(stops.at(-1)?.[1] ?? '') ?? assert.fail('no time told');
  return Number(microseconds) / 3_600_000_000;
}

test('systemd is told how long a stop may take, by what is configured now', { skip: noServiceManager }, async () => {
  assert.ok((await untilToldOfStops(1)) > 7);
});

test('the maintenance service goes by its new plan from the next cycle on', async () => {
  await maintd.start({ logging: { level: 'debug' } }, { environment: systemd.environment });
  await untilLogged(maintd, 'routine_finished', { routine: 'report_results' });
  await maintd.configure({ logging: { level: 'debug' }, reports: { enabled: false, time_limit: '3h' } });
  send(maintd, 'SIGHUP');
  assert.deepEqual((await untilLogged(maintd, 'configuration_reloaded'))['keys'], [
    'reports.enabled',
    'reports.time_limit',
  ]);
  const reloadedAt = (await readFile(maintd.program.logFile)).length;
  const later = await rig.until('two more cycles', async () => {
    const lines = (await readFile(maintd.program.logFile)).subarray(reloadedAt).toString();
    return lines.split('requeue_dead_mounts').length > 3 ? lines : undefined;
  });
  const [, ...cycles] = later.split('requeue_dead_mounts');
  assert.ok(!cycles.join().includes('report_results'));
  await maintd.stop();
});

test('a receiver of alerts that a reload corrects, or takes out, is not missed for ever', async () => {
  await using receiver = new TestReceiver();
  await receiver.listen();
  receiver.answer = () => (receiver.sent.at(-1)?.authorization === 'Bearer right' ? 204 : 401);
  await Promise.all(['wrong', 'right'].map((token) => writeFile(rig.outside(token), token)));
  const port = await freePort();
  const plan = (receivers: TomlTables): TomlTables => ({
    health_server: { enabled: true, port },
    cycle: { pause: '100ms' },
    ...receivers,
  });
  const to = (name: string, token: string): TomlTables => ({
    [`alerts.receivers.${name}`]: { url: receiver.url, token_file: rig.outside(token) },
  });
  const reload = async (receivers: TomlTables): Promise<void> => {
    await maintd.configure(plan(receivers));
    send(maintd, 'SIGHUP');
  };
  const untilHealth = (what: string, isSo: (health: ServiceHealth) => boolean) =>
    rig.until(what, async () => {
      const health = await healthOf(port);
      return health !== undefined && isSo(health) ? true : undefined;
    });
  const untilMissed = () => untilHealth('the receiver to be missed', ({ codes }) => codes.includes('S406'));
  const untilReady = () => untilHealth('the service to be ready', ({ ready }) => ready);

  await maintd.start(plan(to('tas', 'wrong')));
  await disableTape(rig.admin.catalogueDb, Vid('L00001'), { code: 'M101', reason: 'unreadable', actor: 'test' });
  await untilMissed();
  await reload(to('tas', 'right'));
  await untilLogged(maintd, 'alert_delivered', { receiver: 'tas', subject: 'tape/L00001', change: 'raised' });
  await untilReady();
  await reload({ ...to('tas', 'right'), ...to('other', 'wrong') });
  await untilMissed();
  await reload(to('tas', 'right'));
  await untilReady();
  await untilLogged(maintd, 'connection_abandoned', { connection: 'alert receiver other' });
  await maintd.stop();
});

test('systemd is told so by the maintenance service, too', { skip: noServiceManager }, async () => {
  assert.ok((await untilToldOfStops(2)) > 3);
});
