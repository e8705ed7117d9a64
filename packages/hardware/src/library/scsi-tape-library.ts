import { type Clock, systemClock } from '@cta/clock';
import { ConditionError, isCondition } from '@cta/conditions';
import type { ElementStatus, ScsiTransport } from '@cta/scsi';
import { ScsiDevice, type SenseNote } from '../scsi-device.ts';
import type { Element, TapeLibrary } from '../tape-library.ts';
import { Changer } from './changer.ts';
import { changerTransport } from './changer-transport.ts';
import { elementOf, expectCartridge, homesFor, type MountPlan, noSuchDrive, planMount, vidOf } from './placement.ts';
import { type ChangerPatience, changerPatience } from './timeouts.ts';

export interface TapeLibraryOptions {
  /** Ends every wait for the library. */
  readonly signal: AbortSignal;
  /** Is told what the changer remarks without failing. */
  readonly onNote?: (note: SenseNote) => void;
  /** Is told why, where the library has to be waited for. */
  readonly onWait?: (why: ConditionError) => void;
  readonly clock?: Clock;
  /** Bounds that differ from the usual ones. */
  readonly patience?: Partial<ChangerPatience>;
}

/** A library behind any transport to its changer. The transport is closed with it, and also where the opening fails. */
export async function tapeLibraryOver(transport: ScsiTransport, options: TapeLibraryOptions): Promise<TapeLibrary> {
  const { signal, clock = systemClock, onWait } = options;
  const patience = { ...changerPatience, ...options.patience };
  const device = new ScsiDevice(changerTransport(transport), { kind: 'changer', ...options });
  const changer = new Changer(device, { clock, signal, patience: patience.command, onWait });
  try {
    if (!(await changer.isChanger())) {
      throw new ConditionError('LIBRARY_NOT_FOUND', { message: 'the device is no media changer' });
    }
  } catch (error) {
    await transport.close();
    throw error;
  }
  return new ScsiTapeLibrary(changer, patience);
}

class ScsiTapeLibrary implements TapeLibrary {
  readonly #changer: Changer;
  readonly #patience: ChangerPatience;

  constructor(changer: Changer, patience: ChangerPatience) {
    this.#changer = changer;
    this.#patience = patience;
  }

  async inventory(): Promise<readonly Element[]> {
    return (await this.#everything()).map(elementOf);
  }

  async mount(vid: string, driveOrdinal: number): Promise<void> {
    const drive = await this.#drive(driveOrdinal);
    const plan = await this.#plan(drive, vid);
    if (plan.type === 'already-there') return;
    await this.#changer.move(plan.from.address, plan.to.address);
    await this.#verify(plan.from, plan.to, vid);
  }

  async dismount(driveOrdinal: number, vid?: string): Promise<{ moved: boolean }> {
    const drive = await this.#drive(driveOrdinal);
    if (!drive.full) return { moved: false };
    if (vid !== undefined) expectCartridge(drive, vid);
    if (!drive.accessible) await this.#waitForRelease(drive);
    const home = await this.#putAway(drive, homesFor(await this.#everything(), drive));
    await this.#verify(drive, home, vidOf(drive));
    return { moved: true };
  }

  close(): Promise<void> {
    return this.#changer.close();
  }

  /**
   * An inventory is read in pieces: a cartridge that is moved meanwhile, out of what is yet to be read into what has been,
   * is seen nowhere. So one that is missing is looked for once more.
   */
  async #plan(drive: ElementStatus, vid: string): Promise<MountPlan> {
    if (drive.full) return planMount([], drive, vid);
    try {
      return planMount(await this.#everything(), drive, vid);
    } catch (error) {
      if (!isCondition(error, 'CARTRIDGE_NOT_IN_LIBRARY')) throw error;
      return planMount(await this.#everything(), drive, vid);
    }
  }

  async #drive(ordinal: number): Promise<ElementStatus> {
    const drives = await this.#changer.elements('drive');
    const drive = drives[ordinal];
    if (drive !== undefined) return drive;
    throw noSuchDrive(ordinal, drives.length);
  }

  async #everything(): Promise<readonly ElementStatus[]> {
    const elements: ElementStatus[] = [];
    for (const type of ['transport', 'slot', 'port', 'drive'] as const) {
      elements.push(...(await this.#changer.elements(type)));
    }
    return elements;
  }

  /** A drive may take some seconds to let go after its UNLOAD has ended. */
  async #waitForRelease(drive: ElementStatus): Promise<void> {
    const isReleased = await this.#changer.settles(
      this.#patience.release,
      async () => (await this.#changer.element(drive))?.accessible === true,
    );
    if (isReleased) return;
    throw new ConditionError('DRIVE_HOLDS_CARTRIDGE', {
      message: `the robot cannot reach the cartridge in element ${drive.address}`,
      details: { vid: vidOf(drive) ?? null, element: drive.address },
    });
  }

  /** Moves to the first home; to the next one where the library finds that occupied after all. */
  async #putAway(drive: ElementStatus, [home, otherwise]: readonly ElementStatus[]): Promise<ElementStatus> {
    if (home === undefined) throw new ConditionError('LIBRARY_SLOTS_FULL', { details: { element: drive.address } });
    try {
      await this.#changer.move(drive.address, home.address);
      return home;
    } catch (error) {
      if (otherwise === undefined || !isCondition(error, 'ELEMENT_OCCUPIED')) throw error;
      return this.#putAway(drive, [otherwise]);
    }
  }

  /** Changers have been seen to report moves that they did not make: what counts is where the inventory shows the cartridge. */
  async #verify(from: ElementStatus, to: ElementStatus, vid: string | undefined): Promise<void> {
    let source: ElementStatus | undefined;
    let destination: ElementStatus | undefined;
    const isMoved = await this.#changer.settles(this.#patience.verification, async () => {
      source = await this.#changer.element(from);
      destination = await this.#changer.element(to);
      if (source?.full !== false || destination?.full !== true) return false;
      const found = vidOf(destination);
      return found === undefined || vid === undefined || found === vid;
    });
    if (isMoved) return;
    throw new ConditionError('CARTRIDGE_NOT_MOVED', {
      message: `${vid ?? 'cartridge'} from element ${from.address} to ${to.address}`,
      details: {
        vid: vid ?? null,
        from: from.address,
        to: to.address,
        found_vid: (destination && vidOf(destination)) ?? null,
        exceptions: [source, destination].flatMap((element) => exceptionOf(element)),
      },
    });
  }
}

function exceptionOf(element: ElementStatus | undefined): readonly string[] {
  if (element?.exception === undefined) return [];
  const { asc, ascq } = element.exception;
  return [`element ${element.address}: ${asc.toString(16).padStart(2, '0')}/${ascq.toString(16).padStart(2, '0')}`];
}
