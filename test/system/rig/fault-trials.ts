import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ArchiveSubmission, changeTape } from '@cta/admin';
import { driveHistory } from '@cta/catalogue';
import { findCondition } from '@cta/conditions';
import { type RigSpec, startRig } from './build-rig.ts';
import { FaultScene, serials } from './fault-scene.ts';
import { type FaultRow, faultTable } from './fault-table.ts';
import type { RigLibrary } from './rig-library.ts';

/** The drive that faults befall. */
export const [serial] = serials;
/** A fault of that drive until it is taken back. */
export const always = { unit: serial, times: 'always' } as const;

const table = faultTable();

/** Tests of the rows of docs/faults.md: each injects a fault, and holds what comes of it against its row. */
export class FaultTrials {
  readonly scene: FaultScene;
  readonly #suspects: readonly string[];
  readonly #tried = new Set<string>();

  private constructor(scene: FaultScene, suspects: readonly string[]) {
    this.scene = scene;
    this.#suspects = suspects;
  }

  /** Starts an archive for the test file that calls. @param suspects whose rows the file tries */
  static async start(
    spec: Pick<RigSpec, 'tapes' | 'tapeAlertResponse' | 'taped'>,
    ...suspects: readonly string[]
  ): Promise<FaultTrials> {
    const rig = await startRig({
      ...spec,
      taped: {
        'archive.flush': { files: 3 },
        'drive.command_timeouts': { write: '4s', unload: '4s' },
        library: { release_timeout: '500ms', verification_timeout: '500ms' },
        ...spec.taped,
      },
    });
    const vids = spec.tapes.map(({ vid }) => vid);
    return new FaultTrials(new FaultScene(rig, vids), suspects);
  }

  /** Defines the test of a row. */
  try(name: string, run: (row: FaultRow) => Promise<void>): void {
    this.#tried.add(name);
    const { library } = this.scene.rig;
    void test(name, async (t) => {
      t.after(async () => {
        await noFaults(library);
        await library.byHand('DELETE', `/drives/${serial}/tape-alerts`);
      });
      const row = table.get(name);
      assert.ok(row !== undefined, 'it is in docs/faults.md');
      assert.equal(findCondition(row.code)?.suspect, row.suspect);
      await run(row);
    });
  }

  /** Defines the test that no row of the file's suspects was left out. */
  tryNoOthers(): void {
    void test(`every fault of the table whose suspect is ${this.#suspects.join(' or ')} is tried`, () => {
      const rows = [...table].filter(([, { suspect }]) => this.#suspects.includes(suspect));
      assert.deepEqual(rows.map(([name]) => name).toSorted(), [...this.#tried].toSorted());
    });
  }

  /** Defines the last test of a file: it stops all, and reads the tapes. */
  readTapesAtLast(...vids: readonly string[]): void {
    void test('the tapes have what the Catalogue says, and nothing else', async () => {
      const { rig } = this.scene;
      assert.deepEqual(await rig.cliList('failedrequest', 'ls'), []);
      await rig.stopServices();
      await rig.library.stop();
      for (const vid of vids) assert.deepEqual(await rig.differencesOnTape(vid), [], vid);
    });
  }

  /** What a row says of drive and tape holds, and the drive works again once the cause is gone. */
  async assertOutcome({ code, drive, tape }: FaultRow, vid: string, end: () => Promise<void>): Promise<void> {
    const { scene } = this;
    await scene.untilLogged(code);
    if (drive === 'DOWN') await scene.assertDown(code);
    await scene.assertTape(vid, tape, code);
    await end();
    if (drive === 'DOWN') await scene.setUp();
    if (tape === 'DISABLED') await changeTape(scene.rig.admin, { vid, state: 'ACTIVE' });
    await scene.assertUp();
  }

  /** Archives two files, and sets a TapeAlert flag before the tape is unloaded. @param andThen done while a flush waits */
  async archiveWithAlert(flag: number, andThen = nothing): Promise<ArchiveSubmission> {
    const { scene } = this;
    const { rig } = scene;
    const { library } = rig;
    const held = await library.plan({ unit: serial, command: 'FLUSH', fault: { kind: 'hang' } });
    const files = await scene.submit(2);
    await rig.until('the flush', async () => ((await library.hasStruck(held)) ? true : undefined));
    await library.byHand('POST', `/drives/${serial}/tape-alerts`, { flags: [flag] });
    await andThen();
    await library.byHand('DELETE', `/faults/${held}`);
    return files;
  }

  async assertAlertInHistory(flag: number): Promise<void> {
    const history = await driveHistory(this.scene.rig.admin.catalogueDb, this.scene.driveName, 100);
    assert.equal(history.find(({ kind }) => kind === 'HARDWARE_ALERT')?.text, `TapeAlert flags ${flag}`);
  }
}

export function noFaults(library: RigLibrary): Promise<void> {
  return library.byHand('DELETE', '/faults');
}

/** For faults whose cause is gone by itself. */
export function nothing(): Promise<void> {
  return Promise.resolve();
}
