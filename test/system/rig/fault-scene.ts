import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type ArchiveSubmission, changeTape, listDrives, setDrivesDown, setDrivesUp } from '@cta/admin';
import { DriveName, listTapeFiles, readDrive } from '@cta/catalogue';
import type { ArchiveRig } from './archive-rig.ts';

/** The drives as the virtual library knows them. */
export const serials = ['VTL0000001', 'VTL0000002'] as const;

/** Element address of the first drive. */
const firstDriveAddress = 256;

interface Place {
  readonly vid: string;
  readonly address: number;
}

/** An archive in which one thing at a time goes wrong. */
export class FaultScene {
  readonly rig: ArchiveRig;
  readonly driveName: DriveName;
  readonly #tapes: readonly string[];
  #submissions = 0;
  #logRead = 0;
  #home: readonly Place[] = [];

  constructor(rig: ArchiveRig, tapes: readonly string[]) {
    this.rig = rig;
    this.driveName = DriveName(rig.drives[0].instance);
    this.#tapes = tapes;
  }

  /** One drive and the named tapes are in use, and nothing is held against them. */
  async begin(...vids: readonly string[]): Promise<void> {
    const { admin, library } = this.rig;
    for (const vid of this.#tapes) {
      if (vids.includes(vid)) await changeTape(admin, { vid, state: 'ACTIVE' });
      else await changeTape(admin, { vid, state: 'DISABLED', reason: 'not in this test' });
    }
    await setDrivesDown(admin, { pattern: 'RIGDRIVE2', reason: 'one drive is enough', force: false });
    await this.untilStatus('DOWN', 'RIGDRIVE2');
    await this.setUp();
    this.#home = await library.places();
    this.#logRead = statSync(this.#logFile).size;
  }

  /** Begins, and waits until the tapes' states, which are dated in whole seconds, are of the past: what comes now counts. */
  async beginToCount(...vids: readonly string[]): Promise<void> {
    await this.begin(...vids);
    const seconds = (): number => Math.floor(Date.now() / 1000);
    const begun = seconds();
    await this.rig.until('the next second', () => (seconds() > begun ? true : undefined));
  }

  async setUp(name: string = this.driveName): Promise<void> {
    await setDrivesUp(this.rig.admin, { pattern: name, reason: '' });
    await this.untilStatus('UP', name);
  }

  untilStatus(status: string, name: string = this.driveName): Promise<true> {
    return this.rig.until(`${name} to be ${status}`, async () => {
      const { session, desired } = await readDrive(this.rig.admin.catalogueDb, DriveName(name));
      return session.status === status && desired.state === (status === 'UP' ? 'UP' : 'DOWN') ? true : undefined;
    });
  }

  /** Waits until the drive service knows what is wanted of its drive. */
  untilDesired(state: 'UP' | 'DOWN'): Promise<true> {
    return this.rig.until(`${state} to be seen`, () =>
      this.#logged().some(({ desired }) => desired === state.toLowerCase()) ? true : undefined,
    );
  }

  /** Asks for files to be archived, without waiting for them. */
  async submit(count: number, sizeBytes = 300_000): Promise<ArchiveSubmission> {
    this.#submissions += 1;
    return this.rig.archive(await this.rig.makeFiles(`batch${this.#submissions}`, count, sizeBytes), 'one_copy');
  }

  /** Waits until every file is archived: once, on one of these tapes. */
  async assertArchived(submission: ArchiveSubmission, ...vids: readonly string[]): Promise<void> {
    const { queued } = submission;
    assert.deepEqual(await this.rig.settled(submission), { queued: 0, active: 0, done: queued.length, failed: 0 });
    const archiveFileIds = queued.map(({ archiveFileId }) => archiveFileId);
    const copies = await listTapeFiles(this.rig.admin.catalogueDb, { archiveFileIds });
    assert.equal(copies.length, queued.length);
    for (const { vid } of copies) assert.ok(vids.includes(vid), `${vid} has a copy`);
  }

  /** Retrieves files and compares each with what was archived. */
  async assertReadBack({ queued }: ArchiveSubmission): Promise<void> {
    const folder = `back${this.#submissions}`;
    const retrieved = await this.rig.retrieve(queued, folder);
    assert.deepEqual(await this.rig.settled(retrieved), { queued: 0, active: 0, done: queued.length, failed: 0 });
    for (const { path, name } of queued) {
      assert.ok((await readFile(path)).equals(await readFile(this.rig.disk(folder, name))), name);
    }
  }

  /** How many files of a submission the Catalogue has on tape. */
  async archivedCount({ queued }: ArchiveSubmission): Promise<number> {
    const archiveFileIds = queued.map(({ archiveFileId }) => archiveFileId);
    return (await listTapeFiles(this.rig.admin.catalogueDb, { archiveFileIds })).length;
  }

  /** Waits until the drive service has logged a code since the scene began. */
  untilLogged(code: string): Promise<true> {
    return this.rig.until(`${code} in the log`, () =>
      this.#logged().some((line) => line['code'] === code) ? true : undefined,
    );
  }

  /** Waits until the drive is DOWN, as `cta-admin drive ls` tells it. @returns its reason */
  async assertDown(code: string): Promise<string> {
    await this.untilStatus('DOWN');
    const [drive] = await listDrives(this.rig.admin, { pattern: this.driveName, staleAfterMs: 60_000 });
    const { desiredDriveState, reasonCode, reason = '', reasonActor = '' } = drive ?? {};
    assert.deepEqual([desiredDriveState, reasonCode], ['DOWN', code]);
    assert.match(reason, new RegExp(`^${code} `));
    assert.match(reasonActor, /^cta-taped@/);
    return reason;
  }

  async assertUp(): Promise<void> {
    await this.untilStatus('UP');
  }

  async assertTape(vid: string, state: string, code: string): Promise<void> {
    const tape = await this.rig.until(`${vid} to be ${state}`, async () => {
      const found = await this.rig.tape(vid);
      return found.state === state ? found : undefined;
    });
    if (state === 'DISABLED') assert.match(tape.stateReason ?? '', new RegExp(`^${code} .*RIGDRIVE`));
  }

  /** Waits until every cartridge is in the slot that it was in. */
  async assertAllHome(): Promise<void> {
    const ordered = (places: readonly Place[]) => JSON.stringify(places.toSorted((a, b) => (a.vid < b.vid ? -1 : 1)));
    await this.rig.until('all cartridges to be home', async () =>
      ordered(await this.rig.library.places()) === ordered(this.#home) ? true : undefined,
    );
  }

  async isInDrive(vid: string): Promise<boolean> {
    const places = await this.rig.library.places();
    return places.some((place) => place.vid === vid && place.address === firstDriveAddress);
  }

  /** What the drive service has logged since the scene began. */
  #logged(): readonly Readonly<Record<string, unknown>>[] {
    const lines = readFileSync(this.#logFile).subarray(this.#logRead).toString().split('\n');
    const whole = lines.filter((line) => line.startsWith('{') && line.endsWith('}'));
    return whole.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  }

  get #logFile(): string {
    return this.rig.drives[0].program.logFile;
  }
}
