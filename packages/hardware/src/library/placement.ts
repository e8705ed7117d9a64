import { ConditionError } from '@cta/conditions';
import type { ElementStatus } from '@cta/scsi';
import type { Element } from '../tape-library.ts';

const vidLength = 6;

/** VID on a bar code: its first six characters, cut at a blank, so that `V01001L8` is V01001 (mediachanger: volume tag). */
export function vidOf({ volumeTag }: ElementStatus): string | undefined {
  const vid = volumeTag?.slice(0, vidLength).split(' ', 1)[0];
  return vid === '' ? undefined : vid;
}

export function elementOf(status: ElementStatus): Element {
  const { address, type, full, source } = status;
  const vid = vidOf(status);
  return { address, kind: type, full, ...(vid !== undefined && { vid }), ...(source !== undefined && { source }) };
}

/** A library that has fewer drives than one is looked for among. */
export function noSuchDrive(ordinal: number, drives: number): ConditionError {
  return new ConditionError('LIBRARY_NO_SUCH_DRIVE', {
    message: `ordinal ${ordinal}, the library has ${drives} drives, counted from 0`,
    details: { drive_ordinal: ordinal, drives },
  });
}

/** What to do to have a cartridge in a drive. */
export type MountPlan =
  | { readonly type: 'already-there' }
  | { readonly type: 'move'; readonly from: ElementStatus; readonly to: ElementStatus };

/**
 * Plans a mount from the inventory.
 * @throws ConditionError DRIVE_NOT_EMPTY, CARTRIDGE_NOT_IN_LIBRARY, CARTRIDGE_IN_USE
 */
export function planMount(inventory: readonly ElementStatus[], drive: ElementStatus, vid: string): MountPlan {
  if (drive.full) {
    const found = vidOf(drive);
    if (found === vid) return { type: 'already-there' };
    throw new ConditionError('DRIVE_NOT_EMPTY', {
      message: `element ${drive.address} holds ${found ?? 'a cartridge without readable bar code'}, ${vid} was to be mounted`,
      details: { vid, found_vid: found ?? null, element: drive.address },
    });
  }
  const from = inventory.find((element) => element.full && vidOf(element) === vid);
  if (from === undefined) throw new ConditionError('CARTRIDGE_NOT_IN_LIBRARY', { message: vid, details: { vid } });
  if (from.type !== 'slot') {
    throw new ConditionError('CARTRIDGE_IN_USE', {
      message: `${vid} is in ${from.type} element ${from.address}`,
      details: { vid, element: from.address, element_type: from.type },
    });
  }
  return { type: 'move', from, to: drive };
}

/**
 * Where the cartridge of a drive goes: the slots that it may be put into, best first. Home is the slot that it came from,
 * where the changer still knows; after a restart of the library it may not. Homes of cartridges in other drives are not
 * taken away from them while there is another free slot.
 * @throws ConditionError LIBRARY_SLOTS_FULL
 */
export function homesFor(inventory: readonly ElementStatus[], drive: ElementStatus): readonly ElementStatus[] {
  const free = inventory.filter(({ type, full, exception }) => type === 'slot' && !full && exception === undefined);
  const otherHomes = new Set(
    inventory
      .filter(({ type, full, address }) => type === 'drive' && full && address !== drive.address)
      .map(({ source }) => source),
  );
  const rank = ({ address }: ElementStatus): number => (address === drive.source ? 0 : otherHomes.has(address) ? 2 : 1);
  const homes = free.toSorted((a, b) => rank(a) - rank(b) || a.address - b.address);
  if (homes.length === 0) {
    throw new ConditionError('LIBRARY_SLOTS_FULL', {
      message: vidOf(drive) ?? '',
      details: { element: drive.address },
    });
  }
  return homes;
}

/** Refuses to put away another cartridge than the expected one; an unreadable bar code is another one. */
export function expectCartridge(drive: ElementStatus, vid: string): void {
  const found = vidOf(drive);
  if (found === vid) return;
  throw new ConditionError('CARTRIDGE_MISMATCH', {
    message: `element ${drive.address} holds ${found ?? 'a cartridge without readable bar code'}, ${vid} was expected`,
    details: { vid, found_vid: found ?? null, element: drive.address },
  });
}
