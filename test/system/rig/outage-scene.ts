import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { after } from 'node:test';
import { type ArchiveSubmission, type RetrieveSubmission, setDrivesUp } from '@cta/admin';
import { DriveName, listTapeFiles, readDrive } from '@cta/catalogue';
import { HalfOpenProxy, type LoggedEvent, type Program } from '@cta/testing';
import type { ArchiveRig } from './archive-rig.ts';
import { liveMounts } from '@cta/scheduler';
import { BreakableDatabases, type DatabaseName, databaseNames } from './breakable-databases.ts';
import { buildRig } from './build-rig.ts';
import { freePort, healthOf, outagesOf, phaseOf } from './health-of-service.ts';
import { type LossName, losses } from './losses.ts';
import { logicalLibrary } from './rig-entities.ts';
import type { RigService } from './rig-service.ts';

export const filesOfSession = 40;
const bytesOfFile = 100_000;

interface SceneParts {
  readonly rig: ArchiveRig;
  readonly databases: BreakableDatabases;
  readonly slowWay: HalfOpenProxy;
  readonly ports: readonly [drive: number, maintenance: number];
}

/** An archive of one drive and one tape, whose databases are lost; its way to the drive is slow, so that sessions last. */
export class OutageScene {
  readonly rig: ArchiveRig;
  readonly databases: BreakableDatabases;
  readonly drive: RigService;
  readonly driveName: DriveName;
  readonly vid: string;
  readonly #slowWay: HalfOpenProxy;
  readonly #ports: readonly [drive: number, maintenance: number];
  #home = '';

  private constructor({ rig, databases, slowWay, ports }: SceneParts, vid: string) {
    this.rig = rig;
    this.databases = databases;
    this.vid = vid;
    [this.drive] = rig.drives;
    this.driveName = DriveName(this.drive.instance);
    this.#slowWay = slowWay;
    this.#ports = ports;
  }

  /** Where the services tell of themselves. */
  get ports(): readonly [drive: number, maintenance: number] {
    return this.#ports;
  }

  /** Builds it for the test file that calls, with no service started. @param blank tapes that are there besides */
  static async build(vid: string, ...blank: readonly string[]): Promise<OutageScene> {
    const databases = await BreakableDatabases.create();
    const ports = [await freePort(), await freePort()] as const;
    const sections = {
      catalogue: databases.ways.Catalogue.section,
      scheduler: databases.ways.SchedulerDB.section,
    };
    const rig = await buildRig({
      databases,
      tapes: [vid, ...blank].map((name) => ({ vid: name, pool: 'first_pool', capacityBytes: 4_000_000_000 })),
      taped: { ...sections, ...quickSessions, health_server: { enabled: true, port: ports[0] } },
      maintd: { ...sections, health_server: { enabled: true, port: ports[1] } },
    });
    const device = new URL(rig.library.deviceOf(0).device);
    const slowWay = await HalfOpenProxy.start({ host: device.hostname, port: Number(device.port) });
    await slowWay.become({ type: 'delay', delayMs: 3 });
    // In this order: services are stopped before their ways and databases go.
    after(() => slowWay[Symbol.asyncDispose]());
    after(() => databases[Symbol.asyncDispose]());
    const scene = new OutageScene({ rig, databases, slowWay, ports }, vid);
    scene.#home = JSON.stringify(await rig.library.places());
    return scene;
  }

  async startServices(): Promise<void> {
    await this.startDrive();
    await this.rig.maintd.start();
  }

  startDrive(): Promise<Program> {
    const { changer, device, library_ordinal } = this.rig.library.deviceOf(0);
    const slowed = device.replace(`:${new URL(device).port}/`, `:${this.#slowWay.port}/`);
    return this.drive.start({
      drive: { name: this.driveName, logical_library: logicalLibrary, device: slowed, changer, library_ordinal },
    });
  }

  /** Starts all, sets the drive up and labels the tape. */
  async begin(): Promise<void> {
    await this.startServices();
    await this.untilReady();
    await this.setUp();
  }

  async setUp(): Promise<void> {
    await setDrivesUp(this.rig.admin, { pattern: this.driveName, reason: '' });
    await this.rig.label(this.vid);
  }

  /** Waits until both services say that they are not ready, for this code. */
  async untilNotReady(code: string): Promise<void> {
    for (const port of this.#ports) {
      const ask = async () => (await healthOf(port))?.codes.includes(code) || undefined;
      await this.rig.until(`${code} from port ${port}`, ask);
    }
  }

  async untilReady(): Promise<void> {
    for (const port of this.#ports) {
      await this.rig.until(`a ready service at port ${port}`, async () => (await healthOf(port))?.ready || undefined);
    }
  }

  /** The SchedulerDB hears that the mount lives, once more from now on. Such times have whole seconds. */
  async untilMountIsTouched(): Promise<void> {
    const touchedAt = async () => (await liveMounts(this.rig.admin.schedulerDb))[0]?.lastUpdateTime ?? 0;
    const before = await touchedAt();
    await this.rig.until('a sign of life of the mount', async () => (await touchedAt()) > before || undefined);
  }

  untilPhase(...phases: readonly string[]): Promise<true> {
    const ask = async () => (phases.includes((await phaseOf(this.#ports[0])) ?? '') ? true : undefined);
    return this.rig.until(`phase ${phases.join(' or ')}`, ask);
  }

  /** Events that the drive service has logged in this run. */
  logged(): readonly LoggedEvent[] {
    const lines = readFileSync(this.drive.program.logFile, 'utf8').split('\n').slice(0, -1);
    return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as LoggedEvent);
  }

  untilLost(since: number, ...connections: readonly DatabaseName[]): Promise<true> {
    return this.rig.until(`the loss of ${connections.join(' and ')}`, () => {
      const lost = this.logged()
        .slice(since)
        .filter(({ event }) => event === 'connection_lost');
      return connections.every((name) => lost.some(({ connection }) => connection === name)) || undefined;
    });
  }

  /** Lets both services lose a database while something is done; both get over it. @returns what the drive service logged */
  async during(
    lossName: LossName,
    name: DatabaseName,
    act: (code: string) => Promise<void>,
  ): Promise<readonly LoggedEvent[]> {
    const since = this.logged().length;
    const { code, begin, end } = losses[lossName];
    await begin(this.databases, name);
    try {
      await act(code);
    } finally {
      await end(this.databases, name);
    }
    await this.untilReady();
    return this.logged().slice(since);
  }

  /** Lets the drive service meet a loss of both databases, until it has failed by each. */
  async duringBoth(lossName: LossName): Promise<readonly LoggedEvent[]> {
    const since = this.logged().length;
    const { code, begin, end } = losses[lossName];
    for (const name of databaseNames) await begin(this.databases, name);
    try {
      await this.#untilFelt(code);
    } finally {
      for (const name of databaseNames) await end(this.databases, name);
    }
    await this.untilReady();
    return this.logged().slice(since);
  }

  /** Waits until an attempt at each of the databases has failed with the code, since now. */
  async #untilFelt(code: string): Promise<void> {
    const begun = new Map((await outagesOf(this.#ports[0])).map(({ connection, failures }) => [connection, failures]));
    await this.rig.until(`${code} of both databases`, async () => {
      const now = await outagesOf(this.#ports[0]);
      const felt = now.filter(
        (outage) => outage.code === code && outage.failures > (begun.get(outage.connection) ?? 0),
      );
      return felt.length === databaseNames.length || undefined;
    });
  }

  /** Stops the server of both databases; it starts up, only reads, and is promoted. Each is met before the next. */
  async failover(): Promise<readonly LoggedEvent[]> {
    const since = this.logged().length;
    await this.databases.stopServer();
    await this.untilLost(since, ...databaseNames);
    await this.databases.startServer({ standby: 'starting-up' });
    await this.#untilFelt('B101');
    await this.databases.restart();
    await this.untilReady();
    return this.logged().slice(since);
  }

  /** One line for each loss, one for its end: not one for every statement that failed, nor for one that did not. */
  assertToldOnce(events: readonly LoggedEvent[], ...names: readonly DatabaseName[]): void {
    assert.deepEqual(
      told(events).toSorted(),
      names.flatMap((name) => [`connection_back ${name}`, `connection_lost ${name}`]).toSorted(),
    );
    assertNoErrors(events);
  }

  /** As often as a database was lost it is told, and then that it is back. */
  assertToldInTurn(events: readonly LoggedEvent[]): void {
    const lines = told(events);
    for (const name of databaseNames) {
      const ofOne = lines.filter((line) => line.endsWith(name));
      const losses = ofOne.length / 2;
      assert.deepEqual(
        ofOne,
        Array.from({ length: losses }, () => [`connection_lost ${name}`, `connection_back ${name}`]).flat(),
      );
    }
    assertNoErrors(events);
  }

  /** Nothing has restarted, and the drive is as it was wanted. */
  async assertDriveIsUp(): Promise<void> {
    this.drive.program.assertRunning();
    this.rig.maintd.program.assertRunning();
    assert.equal((await readDrive(this.rig.admin.catalogueDb, this.driveName)).desired.state, 'UP');
  }

  async archiveMany(prefix: string): Promise<ArchiveSubmission> {
    return this.rig.archive(await this.rig.makeFiles(prefix, filesOfSession, bytesOfFile), 'one_copy');
  }

  async lastFseq(): Promise<number> {
    return Number((await this.rig.tape(this.vid)).lastFseq);
  }

  /** All of them are done, each with one copy. */
  async assertArchivedOnce(submission: ArchiveSubmission): Promise<void> {
    const { length } = submission.queued;
    assert.deepEqual(await this.rig.settled(submission), { queued: 0, active: 0, done: length, failed: 0 });
    const archiveFileIds = submission.queued.map(({ archiveFileId }) => archiveFileId);
    const copies = await listTapeFiles(this.rig.admin.catalogueDb, { archiveFileIds });
    assert.equal(copies.length, length);
  }

  /** All of them have come back to that folder, each as it was. */
  async assertRetrieved(archived: ArchiveSubmission, retrieved: RetrieveSubmission, folder: string): Promise<void> {
    const { length } = archived.queued;
    assert.deepEqual(await this.rig.settled(retrieved), { queued: 0, active: 0, done: length, failed: 0 });
    for (const { path, name } of archived.queued) {
      assert.ok((await readFile(path)).equals(await readFile(this.rig.disk(folder, name))), name);
    }
  }

  async untilFirstFilesOnTape(since: number): Promise<void> {
    await this.rig.until('files on tape', () =>
      this.logged()
        .slice(since)
        .find(({ event }) => event === 'files_archived'),
    );
  }

  untilHome(): Promise<true> {
    const isHome = async () => JSON.stringify(await this.rig.library.places()) === this.#home || undefined;
    return this.rig.until('the cartridge at home', isHome);
  }

  /** The last test of a file: stops all, and reads the tape. */
  async assertTapeIsAsRecorded(): Promise<void> {
    await this.rig.stopServices();
    await this.rig.library.stop();
    assert.deepEqual(await this.rig.differencesOnTape(this.vid), []);
  }
}

/** Sessions fetch again and again until they are nearly at their end: the window holds fewer files than they have. */
const quickSessions = {
  transfer: { window: '4MiB' },
  'archive.fetch': { files: 5 },
  'archive.flush': { files: 2 },
  'retrieve.fetch': { files: 5 },
  scheduling: {
    idle_poll: '150ms',
    desired_state_poll: '150ms',
    heartbeat: '300ms',
    stop_grace: '2s',
    database_outage_hold: '1500ms',
  },
};

/** Losses and their ends, as they came. */
function told(events: readonly LoggedEvent[]): readonly string[] {
  return events
    .filter(({ event }) => event === 'connection_lost' || event === 'connection_back')
    .map(({ event, connection }) => `${String(event)} ${String(connection)}`);
}

function assertNoErrors(events: readonly LoggedEvent[]): void {
  assert.deepEqual(
    events.filter(({ log_level: level }) => level === 'ERROR'),
    [],
  );
}
