import assert from 'node:assert/strict';
import type { StorageClassName } from '../system/rig/rig-entities.ts';
import type { Batch } from './hall/ledger.ts';
import type { DriveEventRow, DriveRow } from './hall/operator.ts';
import { driveNames, type NightDrive } from './hall/site.ts';
import type { TapeHall } from './hall/tape-hall.ts';

/** The drives as the library knows them. */
export const serials = { DRIVE1: 'VTL0000001', DRIVE2: 'VTL0000002' } as const satisfies Record<NightDrive, string>;

const parts = ['desiredDriveState', 'reasonCode', 'reason', 'reasonActor', 'reasonTime', 'driveStatus'] as const;

/** Why a drive is DOWN, and that it is: what nobody but an operator may change. */
export type Reason = Pick<DriveRow, (typeof parts)[number]>;

/** What the Catalogue says of both drives at one time. */
export interface Witness {
  readonly drives: Readonly<Record<NightDrive, DriveRow>>;
  readonly histories: Readonly<Record<NightDrive, readonly DriveEventRow[]>>;
}

/** Kinds of events by which what a drive is to do, or why, changes. */
const orders: ReadonlySet<string> = new Set(['SET_UP', 'SET_DOWN', 'PUT_DOWN', 'REASON_CHANGED', 'REMOVED']);

const batchFiles = 12;
const fileBytes = 300_000;

export function reasonOf(drive: DriveRow): Reason {
  return Object.fromEntries(parts.map((part) => [part, drive[part]])) as Reason;
}

export async function witness({ operator }: TapeHall): Promise<Witness> {
  const [one, two] = driveNames;
  return {
    drives: { [one]: await operator.drive(one), [two]: await operator.drive(two) },
    histories: { [one]: await operator.history(one), [two]: await operator.history(two) },
  };
}

/** Nothing was taken out of the histories, and no order to a drive came to them. */
export function assertHistoriesGoOn(before: Witness, after: Witness): void {
  for (const name of driveNames) {
    const [old, now] = [before.histories[name], after.histories[name]];
    assert.deepEqual(now.slice(0, old.length), old, `history of ${name}`);
    const ordered = now.slice(old.length).filter(({ kind }) => orders.has(kind));
    assert.deepEqual(ordered, [], `orders to ${name}`);
  }
}

/** Asks for a batch, and waits until drive 2 is at it; some of its blocks then take half a second each. */
export async function startWork(hall: TapeHall): Promise<Batch> {
  const letGo = await hold(hall, 'DRIVE2', 'WRITE');
  await slowDown(hall, 'DRIVE2', 10);
  const batch = await submit(hall);
  await hall.untilStatus('DRIVE2', 'TRANSFERRING');
  await letGo();
  return batch;
}

export async function slowDown({ library }: TapeHall, drive: NightDrive, blocks: number): Promise<void> {
  const fault = { kind: 'delay', delayMs: 500 } as const;
  await library.plan({ unit: serials[drive], command: 'WRITE', times: blocks, fault });
}

/** Has a drive not answer the next command of a kind until it is let go. @returns lets it go */
export async function hold(
  { library }: TapeHall,
  drive: NightDrive,
  command: 'WRITE' | 'UNLOAD',
): Promise<() => Promise<void>> {
  const id = await library.plan({ unit: serials[drive], command, times: 1, fault: { kind: 'hang' } });
  return () => library.byHand('DELETE', `/faults/${id}`);
}

export function submit({ ledger }: TapeHall, storageClass: StorageClassName = 'one_copy'): Promise<Batch> {
  return ledger.submit(batchFiles, fileBytes, storageClass);
}

/** Waits until all that was asked for is done, and none of it lost or doubled. */
export async function untilComplete(hall: TapeHall): Promise<void> {
  await hall.until('all batches to be archived', async () => ((await hall.ledger.isSettled()) ? true : undefined));
  await hall.ledger.assertComplete();
}
