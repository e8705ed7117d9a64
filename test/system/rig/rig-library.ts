import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Program, saveTapeImage, type TapeObject } from '@cta/testing';
import { createVirtualLibrary, openVirtualLibrary } from '@cta/vtl';
import { askControl } from '../../../apps/cta-vtl/src/control/control-client.ts';
import type { FaultRuleText } from '../../../apps/cta-vtl/src/control/fault-rule.ts';
import { runCommand } from './command.ts';

/** A cartridge that the library begins with. */
export interface RigCartridge {
  readonly vid: string;
  /** 200 MB where absent. */
  readonly capacityBytes?: number;
  /** What is on it; nothing where absent. */
  readonly objects?: readonly TapeObject[];
}

const targetName = 'iqn.2024-01.ch.cern.cta:rig';
const driveCount = 2;
/** The changer is logical unit 0. */
const firstDriveLun = 1;
const generation = 'LTO-9';

/** A virtual library, which is served by a process of its own or, while that is stopped, open to whoever changes it. */
export class RigLibrary implements AsyncDisposable {
  readonly #folder: string;
  readonly #logFolder: string;
  readonly #control: string;
  #runs = 0;
  #program: Program | undefined;
  #port = 0;

  private constructor(folder: string, logFolder: string) {
    this.#folder = folder;
    this.#logFolder = logFolder;
    this.#control = `${folder}.sock`;
  }

  static async create(
    rigFolder: string,
    cartridges: readonly RigCartridge[],
    { tapeAlertResponse = true }: { readonly tapeAlertResponse?: boolean } = {},
  ): Promise<RigLibrary> {
    const library = new RigLibrary(join(rigFolder, 'library'), rigFolder);
    const blank = cartridges
      .filter(({ objects }) => objects === undefined)
      .map(({ vid, capacityBytes = 200_000_000 }) => ({ vid, generation, capacityBytes }) as const);
    const spec = { drives: driveCount, slots: 10, generation, tapeAlertResponse, cartridges: blank } as const;
    createVirtualLibrary(library.#folder, spec);
    for (const { vid, objects } of cartridges) {
      if (objects !== undefined) await library.#import(join(rigFolder, `image-${vid}`), vid, objects);
    }
    return library;
  }

  get program(): Program | undefined {
    return this.#program;
  }

  /** What the configuration of a drive service says of its devices. */
  deviceOf(ordinal: number): { readonly device: string; readonly changer: string; readonly library_ordinal: number } {
    const device = (lun: number): string => `iscsi://127.0.0.1:${this.#port}/${targetName}/${lun}`;
    return { device: device(firstDriveLun + ordinal), changer: device(0), library_ordinal: ordinal };
  }

  /** Serves the library, at the port that it had before. Each run has a log of its own. */
  async serve(signal: AbortSignal): Promise<void> {
    this.#runs += 1;
    this.#program = Program.start({
      title: 'cta-vtl',
      app: 'cta-vtl',
      args: ['serve', this.#folder, ...this.#address(), '--control', this.#control],
      logFile: join(this.#logFolder, `cta-vtl-${this.#runs}.log`),
    });
    const { port } = await this.#program.logged('vtl_ready', signal);
    this.#port = Number(port);
  }

  /** Serves it no longer. */
  async stop(): Promise<void> {
    await this.#program?.[Symbol.asyncDispose]();
    this.#program = undefined;
  }

  /** What a power failure does. */
  async kill(): Promise<void> {
    await this.#program?.kill();
    this.#program = undefined;
  }

  /** Does something to the library that is being served, by its door. */
  async byHand(method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<void> {
    await askControl(this.#control, method, path, body);
  }

  /** Plans a fault. @returns its number */
  async plan(rule: FaultRuleText): Promise<number> {
    return ((await askControl(this.#control, 'POST', '/faults', rule)) as { readonly id: number }).id;
  }

  /** Whether a command has met the fault, as often as it says. */
  async hasStruck(id: number): Promise<boolean> {
    const planned = (await askControl(this.#control, 'GET', '/faults')) as { id: number; timesLeft: unknown }[];
    return !planned.some((fault) => fault.id === id && fault.timesLeft !== 0);
  }

  /** Writes what is on a cartridge to a new folder, by `cta-vtl cartridge export`. */
  async export(vid: string, imageFolder: string): Promise<void> {
    const { status, errors } = await runCommand('cta-vtl', [
      'cartridge',
      'export',
      vid,
      imageFolder,
      '--library',
      this.#folder,
    ]);
    if (status !== 0) throw new Error(`cartridge ${vid} cannot be exported: ${errors}`);
  }

  /** Carries a cartridge away, with all that is on it. */
  async takeOut(vid: string): Promise<void> {
    const library = await openVirtualLibrary(this.#folder);
    library.removeCartridge(vid);
    await library.close();
  }

  /** Where each cartridge is, as the library itself has it. */
  async places(): Promise<readonly { readonly vid: string; readonly address: number }[]> {
    const inventory = JSON.parse(await readFile(join(this.#folder, 'inventory.json'), 'utf8')) as {
      places: { vid: string; address: number }[];
    };
    return inventory.places.map(({ vid, address }) => ({ vid, address }));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  #address(): readonly string[] {
    return ['--listen', `127.0.0.1:${this.#port}`, '--target-name', targetName];
  }

  async #import(imageFolder: string, vid: string, objects: readonly TapeObject[]): Promise<void> {
    await saveTapeImage(imageFolder, { vid, files: [], objects });
    const library = await openVirtualLibrary(this.#folder);
    await library.importCartridge(imageFolder, { generation, capacityBytes: 200_000_000 });
    await library.close();
  }
}
