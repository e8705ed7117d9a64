/** What the tests of the drive share: a drive with a cartridge in it, and commands written as hexadecimal digits. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { LogicalUnit } from '@cta/scsi';
import { Cartridge, type CartridgeSpec } from '../cartridge/cartridge.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import { createTapeDriveUnit } from './tape-drive-unit.ts';
import type { TapeDriveOptions } from './tape-drive.ts';

/** An answer as tests compare it: `sense` is the sense data in hexadecimal digits, `data` the bytes. */
export interface Seen {
  readonly status: number;
  readonly data: Buffer;
  readonly sense: string;
}

export type Run = (
  cdb: string,
  options?: { dataOut?: Uint8Array; allocation?: number; nexus?: string },
) => Promise<Seen>;

export function runnerOf(unit: LogicalUnit): Run {
  return async (cdb, { dataOut = new Uint8Array(0), allocation = 0x100_0000, nexus = 'host' } = {}) => {
    const answer = await unit.execute(Buffer.from(cdb.replaceAll(' ', ''), 'hex'), dataOut, allocation, nexus);
    return {
      status: answer.status,
      data: Buffer.from(answer.dataIn ?? []),
      sense: Buffer.from(answer.sense ?? []).toString('hex'),
    };
  };
}

const cleanUps = new WeakMap<TestContext, (() => unknown)[]>();

/** Runs an action once the test has ended, before the actions that were given earlier. */
export function cleanUp(t: TestContext, action: () => unknown): void {
  const actions = cleanUps.get(t) ?? [];
  if (actions.length === 0) {
    t.after(async () => {
      for (const each of actions.toReversed()) await each();
    });
  }
  actions.push(action);
  cleanUps.set(t, actions);
}

export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'cta-vtl-'));
  cleanUp(t, () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Rig {
  readonly unit: ReturnType<typeof createTapeDriveUnit>;
  readonly run: Run;
  readonly folder: string;
  /** Runs a command and expects GOOD. */
  readonly good: (cdb: string, dataOut?: Uint8Array) => Promise<Buffer>;
}

interface RigOptions {
  readonly drive?: Partial<TapeDriveOptions>;
  readonly cartridge?: Partial<CartridgeSpec>;
  readonly faults?: FaultPlan;
}

/** A drive with a cartridge, of which its host has taken the unit attentions. */
export async function loadedRig(t: TestContext, options: RigOptions = {}): Promise<Rig> {
  const rig = emptyRig(t, options);
  rig.unit.insert(rig.folder);
  while ((await rig.run('00 00 00 00 00 00')).sense.slice(4, 6) === '06');
  return rig;
}

export function emptyRig(t: TestContext, { drive, cartridge, faults }: RigOptions = {}): Rig {
  const folder = join(temporaryFolder(t), 'cartridge');
  const unit = createTapeDriveUnit({ serial: 'VTL0000001', ...drive }, faults);
  cleanUp(t, () => unit.close());
  Cartridge.create(folder, { vid: 'V00001', capacityBytes: 1_000_000, ...cartridge });
  const run = runnerOf(unit);
  return {
    unit,
    run,
    folder,
    async good(cdb, dataOut = new Uint8Array(0)) {
      const { status, data, sense } = await run(cdb, { dataOut });
      assert.equal(status, 0, `${cdb} answered ${sense}`);
      return data;
    },
  };
}

/** Sense key, additional sense code and its qualifier, as in '08/00/05'. */
export function codeOf({ sense }: Seen): string {
  return `0${sense.slice(5, 6)}/${sense.slice(24, 26)}/${sense.slice(26, 28)}`;
}

/** Information field of sense data, or undefined where it is not valid. */
export function residualOf({ sense }: Seen): number | undefined {
  const bytes = Buffer.from(sense, 'hex');
  return ((bytes[0] ?? 0) & 0x80) === 0 ? undefined : bytes.readInt32BE(3);
}

/** WRITE(6) of one variable block. */
export function writeCdb(length: number): string {
  return `0a00${length.toString(16).padStart(6, '0')}00`;
}

/** READ(6) of one variable block. */
export function readCdb(length: number, flags = '00'): string {
  return `08${flags}${length.toString(16).padStart(6, '0')}00`;
}
