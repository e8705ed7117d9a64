import assert from 'node:assert/strict';
import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { sql } from '@cta/database';
import { hostName } from '@cta/runtime';
import type { TomlTables } from '@cta/testing';
import { buildRig } from './rig/build-rig.ts';
import { runCommand } from './rig/command.ts';
import type { DatabaseSection } from './rig/rig-databases.ts';
import { logicalLibrary } from './rig/rig-entities.ts';

const rig = await buildRig({ tapes: [] });
const [service] = rig.drives;
const { catalogueDb } = rig.admin;
const [own, other] = [rig.library.deviceOf(0), rig.library.deviceOf(1)];
const drive = { name: service.instance, logical_library: logicalLibrary, ...own };

interface PrintedFinding {
  readonly subject: string;
  readonly verdict: 'ok' | 'warning' | 'error';
  readonly code: string | null;
  readonly text: string;
  readonly remedy: string | null;
}

interface Examination {
  readonly status: number | null;
  readonly findings: readonly PrintedFinding[];
  /** What is wrong: subject, verdict and code. */
  readonly wrong: readonly string[];
}

/** Runs the doctor over the usual configuration with some tables replaced. */
async function examine(changes: TomlTables = {}): Promise<Examination> {
  await service.configure(changes);
  return examineAs(userInfo().username, service.configurationFile);
}

async function examineAs(user: string, file: string): Promise<Examination> {
  const { status, output } = await runCommand('cta-taped', ['doctor', file, '--user', user, '--json']);
  const findings = JSON.parse(output) as readonly PrintedFinding[];
  const wrong = findings
    .filter(({ verdict }) => verdict !== 'ok')
    .map(({ subject, verdict, code }) => `${subject}: ${verdict} ${code}`);
  return { status, findings, wrong };
}

/** All that the doctor could have changed. */
async function state(): Promise<unknown> {
  const tables = ['DRIVE_STATE', 'DRIVE_EVENT', 'DRIVE_CONFIG', 'SERVICE_INSTANCE'].map((table) =>
    catalogueDb.query({ text: `SELECT * FROM ${table}`, values: [] }),
  );
  return [await Promise.all(tables), await rig.library.places()];
}

test('a machine on which all is well: status 0, and nothing has changed', async () => {
  const before = await state();
  const { status, findings, wrong } = await examine();
  assert.deepEqual([status, wrong], [0, []]);
  assert.deepEqual(await state(), before);
  const said = (subject: string, text: RegExp) =>
    assert.ok(
      findings.some((finding) => finding.subject === subject && text.test(finding.text)),
      `${subject}: ${text}`,
    );
  said('runtime', /SCSI pass-through/);
  said('drive', /is IBM ULT3580-TD9, serial number VTL\d+/);
  said('drive', /it is empty/);
  said('library', /2 drives, 10 slots/);
  said('library', /drive 0 has serial number VTL\d+/);
  said('Catalogue', /PostgreSQL \d+/);
  said('Catalogue', /clock agrees/);
  said('Catalogue', /not known yet/);
  said('SchedulerDB', /schema cta_scheduler is of this release/);
});

test('people read what is wrong, and below it what to do', async () => {
  await service.configure({ drive: { ...drive, library_ordinal: 1 } });
  const words = ['doctor', service.configurationFile, '--user', userInfo().username];
  const { status, output } = await runCommand('cta-taped', words);
  assert.equal(status, 69);
  assert.match(
    output,
    /^error +library +L111 .*serial number VTL\d+ is drive 0\n +→ Set library_ordinal = 0 in \[drive\]/m,
  );
});

describe('what is wrong is told, all of it', () => {
  test('with databases, devices and folders at once', async () => {
    const password = rig.outside('wrong');
    await writeFile(password, 'wrong');
    const { status, wrong } = await examine({
      catalogue: { ...rig.databaseSection, password_file: password },
      scheduler: { url: 'postgresql://cta@127.0.0.1:1/cta' },
      drive: { ...drive, device: '/dev/cta-no-such-drive', changer: other.device },
      transfer: { allowed_roots: ['/no/such/folder', rig.outside('.')] },
    });
    assert.equal(status, 78);
    assert.deepEqual(wrong, [
      'Catalogue: error B301',
      'SchedulerDB: error B101',
      'drive: error D101',
      'library: error L102',
      'disk: error F101',
    ]);
  });

  test('with the configuration: every fault is a finding', async () => {
    const { status, wrong, findings } = await examine({ drive: { ...drive, library_ordinal: -1, nmae: 'x' } });
    assert.equal(status, 78);
    assert.deepEqual(wrong, ['configuration: error S101', 'configuration: error S101']);
    assert.ok(findings.some(({ text }) => text.includes('drive.nmae')));
  });

  for (const [what, changes, status, code] of [
    [
      'an ordinal that the library does not have',
      { drive: { ...drive, library_ordinal: 7 } },
      69,
      'library: error L110',
    ],
    ['a changer for a drive', { drive: { ...drive, device: own.changer } }, 69, 'drive: error D101'],
    ['an address that is none', { drive: { ...drive, changer: 'iscsi://127.0.0.1' } }, 78, 'library: error S302'],
    [
      'a logical library that nobody entered',
      { drive: { ...drive, logical_library: 'nowhere' } },
      0,
      'Catalogue: warning U101',
    ],
    [
      'a password file that is missing',
      { catalogue: { ...rig.databaseSection, password_file: '/no/such/file' } },
      78,
      'Catalogue: error S103',
    ],
    [
      'a schema that is not there',
      { catalogue: { ...rig.databaseSection, schema: 'nowhere' } },
      78,
      'Catalogue: error B302',
    ],
  ] as const) {
    test(`with ${what}: status ${status}`, async () => {
      const examined = await examine(changes);
      assert.deepEqual([examined.status, examined.wrong], [status, [code]]);
    });
  }

  test('with a schema of another version: status 76', async () => {
    await catalogueDb.execute(sql`UPDATE CTA_CATALOGUE SET SCHEMA_VERSION_MAJOR = 16`);
    const { status, wrong } = await examine();
    await catalogueDb.execute(sql`UPDATE CTA_CATALOGUE SET SCHEMA_VERSION_MAJOR = 15`);
    assert.deepEqual([status, wrong], [76, ['Catalogue: error B303']]);
  });

  test('with a drive that is registered by another host: status 78', async () => {
    await catalogueDb.execute(sql`
      INSERT INTO DRIVE_STATE (DRIVE_NAME, HOST, LOGICAL_LIBRARY) VALUES (${service.instance}, 'elsewhere', ${logicalLibrary})`);
    const { status, wrong } = await examine();
    await catalogueDb.execute(sql`DELETE FROM DRIVE_STATE`);
    assert.deepEqual([status, wrong], [78, ['Catalogue: error S601']]);
  });
});

describe('privileges', () => {
  const role = `cta_doctor_${process.pid}`;
  const execute = (text: string) => catalogueDb.execute({ text, values: [] });
  after(async () => {
    await execute(`DROP OWNED BY ${role}`);
    await execute(`DROP ROLE ${role}`);
  });

  /** Both databases, as the role sees them. */
  async function sections(): Promise<Readonly<Record<'catalogue' | 'scheduler', DatabaseSection>>> {
    const password = rig.outside('role-password');
    await writeFile(password, role);
    const url = new URL(rig.databaseSection.url);
    url.username = role;
    const section = { url: url.href, password_file: password };
    return { catalogue: section, scheduler: section };
  }

  test('that the role lacks are named', async () => {
    await execute(`CREATE ROLE ${role} LOGIN PASSWORD '${role}'`);
    const stranger = await examine(await sections());
    assert.deepEqual([stranger.status, stranger.wrong], [78, ['Catalogue: error B307', 'SchedulerDB: error B307']]);
    await execute(`GRANT USAGE ON SCHEMA cta_catalogue, cta_scheduler TO ${role}`);
    await execute(`GRANT SELECT ON ALL TABLES IN SCHEMA cta_catalogue, cta_scheduler TO ${role}`);
    const reader = await examine(await sections());
    const told = reader.findings.find(({ code }) => code === 'B307')?.text ?? '';
    assert.match(told, /INSERT, UPDATE on DRIVE_STATE/);
  });

  test('that the doctor asks for are enough for the service to be ready', async () => {
    for (const grant of [
      'INSERT, UPDATE ON cta_catalogue.ALERT, cta_catalogue.DRIVE_HARDWARE, cta_catalogue.DRIVE_STATE',
      'INSERT, UPDATE ON cta_catalogue.SERVICE_INSTANCE',
      'INSERT ON cta_catalogue.ARCHIVE_FILE, cta_catalogue.TAPE_FILE, cta_catalogue.DRIVE_EVENT',
      'INSERT, UPDATE, DELETE ON cta_catalogue.DRIVE_CONFIG',
      'INSERT, DELETE ON cta_catalogue.LIBRARY_FAULT',
      'UPDATE ON cta_catalogue.TAPE',
      'INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA cta_scheduler',
      'USAGE ON ALL SEQUENCES IN SCHEMA cta_scheduler',
    ]) {
      await execute(`GRANT ${grant} TO ${role}`);
    }
    const granted = await sections();
    assert.deepEqual((await examine(granted)).wrong, []);
    const program = await service.start(granted);
    await program.logged('service_ready', AbortSignal.timeout(60_000));
    const { findings, wrong } = await examine(granted);
    assert.deepEqual(wrong, []);
    assert.ok(
      findings.some(({ text }) => text === `drive ${service.instance} is known, and DOWN: Drive was never set up`),
      hostName(),
    );
    await service.stop();
  });
});

describe('root is told what the user of the service may not use', { skip: process.getuid?.() !== 0 }, () => {
  const modes = { configuration: 0o644, password: 0o644, device: 0o666, changer: 0o666, disk: 0o777 } as const;
  let folder = '';
  const place = (name: keyof typeof modes): string => join(folder, name);
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cta-doctor-'));
    await chmod(folder, 0o755);
    await mkdir(place('disk'));
  });
  after(() => rm(folder, { recursive: true }));

  /** Lays files of root that everybody may use, but for one, which root and its group may. */
  async function examineWithout(closed: keyof typeof modes | undefined, devices: object): Promise<Examination> {
    const database = { ...rig.databaseSection, password_file: place('password') };
    const tables = { catalogue: database, scheduler: database, transfer: { allowed_roots: [place('disk')] } };
    await service.configure({ ...tables, drive: { ...drive, ...devices } });
    await copyFile(service.configurationFile, place('configuration'));
    await copyFile(rig.databaseSection['password_file'], place('password'));
    await writeFile(place('device'), '');
    await writeFile(place('changer'), '');
    for (const [name, mode] of Object.entries(modes) as [keyof typeof modes, number][]) {
      await chmod(place(name), name === closed ? mode & 0o770 : mode);
    }
    return examineAs('nobody', place('configuration'));
  }

  test('and as whom it examined, where there is nothing', async () => {
    const { status, wrong, findings } = await examineWithout(undefined, {});
    assert.deepEqual([status, wrong], [0, []]);
    assert.ok(findings.some(({ subject, text }) => subject === 'user' && text.includes('examined as nobody')));
  });

  for (const [closed, status, wrong] of [
    ['configuration', 78, ['configuration: error S102']],
    ['password', 78, ['secret: error S103']],
    ['disk', 1, ['disk: error F102']],
    // They are no devices either, which root finds.
    ['device', 69, ['drive: error D101', 'drive: error D114']],
    ['changer', 69, ['library: error L102', 'library: error L102']],
  ] as const) {
    test(`${closed} for root and its group: status ${status}`, async () => {
      const isDevice = closed === 'device' || closed === 'changer';
      const examined = await examineWithout(closed, isDevice ? { [closed]: place(closed) } : {});
      assert.deepEqual([examined.status, examined.wrong], [status, wrong]);
      const told = examined.findings.findLast(({ verdict }) => verdict === 'error');
      if (closed !== 'disk') assert.match(told?.text ?? '', /nobody may not use it \(EACCES\)/);
    });
  }

  test('but nothing of it where there is no such user', async () => {
    await examineWithout(undefined, {});
    const { status, wrong } = await examineAs('cta-no-such-user', place('configuration'));
    assert.deepEqual([status, wrong], [78, ['user: error S108']]);
  });
});
