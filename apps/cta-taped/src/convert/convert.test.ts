import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parseCatalogueLogin } from '@cta/catalogue';
import { type Configuration, configurationSchema } from '../configuration.ts';
import { loadConfiguration, describeSchema } from '@cta/runtime';
import { type Converted, convertConfiguration, type Supplement } from './convert-configuration.ts';
import { parseOldConfiguration, parseTpconfig } from './old-configuration.ts';
import { oldOptions } from './old-options.ts';

const folder = await mkdtemp(join(tmpdir(), 'cta-convert-'));
after(() => rm(folder, { recursive: true }));

const supplement: Supplement = {
  catalogueLogin: parseCatalogueLogin('postgresql:postgresql://cta:s3cret@db.example.org:5433/cta'),
  changer: '/dev/sg3',
  schedulerUrl: undefined,
  catalogueSchema: 'public',
  passwordFile: 'credential:cta-taped.catalogue-password',
};

/** Every option, as a site may have it. */
const complete = `
# A tape server of CTA
taped DriveName IBM1JD  # the first
taped DriveLogicalLibrary lib1
taped DriveDevice /dev/nst0
taped DriveControlPath smc2
general InstanceName production
general SchedulerBackendName postgres
ObjectStore BackendPath postgresql:postgresql://sched:hidden@db/sched
taped CatalogueConfigFile /etc/cta/cta-catalogue.conf
taped LogMask WARNING
taped LogFormat default
taped BufferCount 5000
taped BufferSizeBytes 5242880
taped ArchiveFetchBytesFiles 80000000000,4000
taped RetrieveFetchBytesFiles 70000000001, 500
taped ArchiveFlushBytesFiles 32000000000,200
taped ArchiveDismountPolicy 300,3,40,60
taped MountCriteria 500000000000,10000
taped SchedulerNumberOfConnections 1
taped NbDiskThreads 100
taped UseRAO yes
taped RAOLTOAlgorithm sltf
taped RAOLTOAlgorithmOptions cost_heuristic_name:cta
taped UseEncryption yes
taped externalEncryptionKeyScript /usr/local/bin/key.sh
taped externalFreeDiskSpaceScript
taped TapeLoadTimeout 300
taped RmcHost localhost
taped RmcPort 5014
taped RmcNetTimeout 600
taped RmcRequestAttempts 10
taped TapeCacheMaxAgeSecs 600
taped RetrieveQueueCacheMaxAgeSecs 10
taped WatchdogIdleSessionTimer 15
taped WatchdogGetNextMountMaxSecs 900
taped WatchdogNoBlockMoveMaxSecs 600
taped WatchdogMountMaxSecs 600
taped WatchdogScheduleMaxSecs 300
taped WatchdogCheckMaxSecs 120
taped WatchdogUnmountMaxSecs 600
taped WatchdogDrainMaxSecs 1800
taped WatchdogShutdownMaxSecs 900
taped DaemonUserName cta
taped DaemonGroupName tape
experimental telemetryEnabled false
telemetry retainInstanceIdOnRestart false
telemetry metricsBackend NOOP
telemetry metricsExportInterval 15000
telemetry metricsExportTimeout 3000
telemetry metricsOtlpEndpoint http://collector:4318
telemetry metricsOtlpAuthBasicUsername user
telemetry metricsOtlpAuthBasicPasswordFile /etc/cta/otlp
telemetry metricsFileEndpoint /var/log/cta/cta-taped-metrics.txt
`;

async function load(converted: Converted): Promise<Configuration> {
  const file = join(folder, 'converted.toml');
  await writeFile(file, converted.toml);
  return loadConfiguration(configurationSchema, file);
}

test('every option that CTA documents is in the table, once, and nothing else', () => {
  const documented = parseOldConfiguration(complete).settings.map(({ category, key }) => `${category} ${key}`);
  assert.deepEqual(
    oldOptions.map(({ category, key }) => `${category} ${key}`),
    documented,
  );
});

test('every key that an option becomes is one of our configuration', () => {
  const ours = new Set(describeSchema(configurationSchema).map(({ key }) => key));
  for (const { fate } of oldOptions) {
    for (const key of fate.type === 'becomes' ? fate.keys : []) assert.ok(ours.has(key), key);
  }
});

test('a complete configuration becomes a good one, with values in our units', async () => {
  const converted = convertConfiguration(parseOldConfiguration(complete), supplement);
  assert.deepEqual(converted.open, []);
  assert.ok(converted.remarks.at(-1)?.endsWith('into /etc/credstore/cta-taped.catalogue-password'));
  const { drive, catalogue, scheduler, scheduling, archive, retrieve, transfer, logging } = await load(converted);
  assert.deepEqual(
    [drive.name, drive.logical_library, drive.device, drive.changer, drive.library_ordinal, drive.load_timeout],
    ['IBM1JD', 'lib1', '/dev/nst0', '/dev/sg3', 2, 300_000],
  );
  assert.equal(catalogue.url, 'postgresql://cta@db.example.org:5433/cta');
  assert.deepEqual([catalogue.schema, catalogue.password_file?.reference], ['public', supplement.passwordFile]);
  assert.deepEqual([scheduler.url, scheduler.schema, scheduler.max_connections], [catalogue.url, 'cta_scheduler', 2]);
  assert.deepEqual(archive, { fetch: { bytes: 80e9, files: 4000 }, flush: { bytes: 32e9, files: 200 } });
  assert.deepEqual(retrieve.fetch, { bytes: 70_000_000_001, files: 500 });
  assert.deepEqual(scheduling.mount_criteria, { bytes: 500e9, files: 10_000 });
  assert.deepEqual([scheduling.backend_name, scheduling.idle_poll], ['postgres', 15_000]);
  assert.deepEqual([transfer.disk_workers, logging.level, logging.format], [64, 'warn', 'json']);
});

test('what has no counterpart is explained, in the file and in the report, and no secret is told', () => {
  const { toml, remarks } = convertConfiguration(parseOldConfiguration(complete), supplement);
  for (const { category, key, fate } of oldOptions) {
    if (fate.type === 'becomes') continue;
    const remark = `${category} ${key}: ${fate.note}`;
    assert.ok(remarks.includes(remark), remark);
    assert.ok(toml.includes(`# - ${remark}\n`), remark);
  }
  for (const secret of ['s3cret', 'hidden']) assert.ok(!`${toml}${remarks.join('\n')}`.includes(secret), secret);
});

test('what CTA does not know, and what cannot be read, is named and left out', async () => {
  const lines = ['taped BuferCount 7', 'taped', 'taped TapeLoadTimeout soon', 'taped DriveControlPath smc1'];
  const old = parseOldConfiguration(complete + lines.join('\n'));
  const converted = convertConfiguration(old, supplement);
  const first = complete.split('\n').length;
  for (const beginning of [
    `taped BuferCount (line ${first}): CTA has no such option`,
    `taped TapeLoadTimeout (line ${first + 2}): its value cannot be read`,
    `line ${first + 1}: not of the form`,
  ]) {
    assert.ok(
      converted.remarks.some((remark) => remark.startsWith(beginning)),
      beginning,
    );
  }
  const { drive } = await load(converted);
  assert.deepEqual([drive.load_timeout, drive.library_ordinal], [300_000, 1]);
});

test('what a person must give is said, and stands in the file as a comment', () => {
  const old = parseOldConfiguration('taped DriveName d\ntaped DriveLogicalLibrary l\ntaped DriveControlPath dummy\n');
  const oracle = parseCatalogueLogin('oracle:user/hidden@cta');
  const { open, toml } = convertConfiguration(old, { ...supplement, catalogueLogin: oracle, changer: undefined });
  assert.deepEqual(
    open.map((line) => line.split(':', 1)[0]),
    ['drive.changer', 'catalogue.url', 'scheduler.url', 'drive.device', 'drive.library_ordinal'],
  );
  assert.match(toml, /^# changer = {3}# to be given: the device that rmcd was started with/m);
});

test('a TPCONFIG has the drives of an early CTA', () => {
  const drives = parseTpconfig(
    '# name library device path\nT1 lib1 /dev/nst0 smc0\n\nT2 lib1 /dev/nst1 smc1 # second\n',
  );
  assert.deepEqual(
    drives[1]?.map(({ key, value }) => [key, value]),
    [
      ['DriveName', 'T2'],
      ['DriveLogicalLibrary', 'lib1'],
      ['DriveDevice', '/dev/nst1'],
      ['DriveControlPath', 'smc1'],
    ],
  );
});

/** Runs the real program. */
function convert(...words: readonly string[]): Promise<{ status: unknown; out: string; errors: string }> {
  const args = ['--conditions=@cta/source', join(import.meta.dirname, '../main.ts'), 'convert', ...words];
  return new Promise((resolve) => {
    execFile(process.execPath, args, (error, out, errors) => resolve({ status: error?.code ?? 0, out, errors }));
  });
}

test('the program writes a new file that is good, once, and prints what is left to do', async () => {
  const old = join(folder, 'old.conf');
  const login = join(folder, 'login.conf');
  const output = join(folder, 'new.toml');
  await writeFile(old, complete);
  await writeFile(login, 'postgresql:postgresql://cta:s3cret@db/cta\n');
  const words = [old, '--login', login, '--changer', '/dev/sg3', '--output', output];
  const first = await convert(...words);
  assert.deepEqual([first.status, first.out], [0, '']);
  assert.match(first.errors, /^note {5}taped UseRAO: /m);
  assert.equal(loadConfiguration(configurationSchema, output).drive.name, 'IBM1JD');
  const content = await readFile(output, 'utf8');
  const second = await convert(...words);
  assert.match(second.errors, /^F\d{3} .*new\.toml/);
  assert.notEqual(second.status, 0);
  assert.equal(await readFile(output, 'utf8'), content);
  const incomplete = await convert(old, '--login', login);
  assert.equal(incomplete.status, 78);
  assert.match(incomplete.errors, /^give {5}drive\.changer: /m);
  assert.equal((await convert(join(folder, 'nowhere'))).status, 78);
});

test('what root writes is of the group of its folder', { skip: process.getuid?.() !== 0 }, async () => {
  const [place, old] = [join(folder, 'etc'), join(folder, 'old-of-root.conf')];
  const group = 4711;
  await mkdir(place);
  await chown(place, 0, group);
  await writeFile(old, complete);
  await convert(old, '--output', join(place, 'new.toml'));
  const { uid, gid, mode } = await stat(join(place, 'new.toml'));
  assert.deepEqual([uid, gid, mode & 0o7777], [0, group, 0o640]);
});
