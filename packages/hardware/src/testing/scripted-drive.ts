import { tapeDriveOver } from '../drive/scsi-tape-drive.ts';
import type { SenseNote } from '../scsi-device.ts';
import type { TapeDrive } from '../tape-drive.ts';
import { ManualClock } from './manual-clock.ts';
import { type ScriptedAnswer, ScriptedTransport, sense } from './scripted-transport.ts';

export interface ScriptedDrive {
  readonly drive: TapeDrive;
  readonly device: ScriptedTransport;
  readonly clock: ManualClock;
  readonly notes: readonly SenseNote[];
}

/** Operation codes, as in the tables of SPC and SSC. */
export const operationCodes = {
  testUnitReady: 0x00,
  rewind: 0x01,
  read: 0x08,
  write: 0x0a,
  writeFilemarks: 0x10,
  space: 0x11,
  inquiry: 0x12,
  modeSelect: 0x15,
  modeSense: 0x1a,
  loadUnload: 0x1b,
  locate: 0x2b,
  readPosition: 0x34,
  logSense: 0x4d,
} as const;

/** A drive that identifies itself, keeps its mode pages, and is good at everything else unless told otherwise. */
export function scriptedDriveDevice({ protect = true, peripheralType = 0x01 } = {}): ScriptedTransport {
  const header = Buffer.of(0, 0, 0, 8, 0x60, 0, 0, 0, 0, 0x02, 0, 0);
  const protection = Buffer.alloc(32);
  protection.set([0x4a, 0xf0, 0, 28]);
  const configuration = Buffer.alloc(16);
  configuration.set([0x10, 14]);

  return new ScriptedTransport(
    new Map<number, (command: { cdb: Uint8Array; dataOut?: Uint8Array }) => ScriptedAnswer>([
      [
        operationCodes.inquiry,
        ({ cdb }) => ({ data: cdb[1] === 1 ? serialNumber() : identity(peripheralType, protect) }),
      ],
      [
        operationCodes.modeSense,
        ({ cdb }) => {
          if (cdb[2] === 0x0a && !protect) return { sense: sense('5/24/00') };
          const list = Buffer.concat([header, cdb[2] === 0x0a ? protection : configuration]);
          list[0] = list.length - 1;
          return { data: list };
        },
      ],
      [
        operationCodes.modeSelect,
        ({ dataOut = new Uint8Array(0) }) => {
          header[2] = dataOut[2] ?? 0;
          const pageAt = 4 + (dataOut[3] ?? 0);
          if (dataOut[3] === 8) header.set(dataOut.subarray(4, 12), 4);
          if (pageAt < dataOut.length) protection.set(dataOut.subarray(pageAt));
          return {};
        },
      ],
    ]),
  );
}

/** Opens a drive over a scripted device and, unless told otherwise, begins its use of a medium. */
export async function scriptedDrive({ protect = true, ready = true } = {}): Promise<ScriptedDrive> {
  const device = scriptedDriveDevice({ protect });
  const clock = new ManualClock();
  const notes: SenseNote[] = [];
  const { signal } = new AbortController();
  const drive = await tapeDriveOver(device, { signal, clock, onNote: (note) => notes.push(note) });
  if (ready) await drive.waitUntilReady({ timeoutMs: 1000, signal });
  device.received.length = 0;
  return { drive, device, clock, notes };
}

function identity(peripheralType: number, protect: boolean): Uint8Array {
  const data = Buffer.alloc(96, ' ');
  data.set([peripheralType, 0x80, 6, 2, 91, protect ? 1 : 0, 0, 0]);
  data.write('IBM     ULTRIUM-HH9     R3G3', 8);
  return data;
}

function serialNumber(): Uint8Array {
  return Buffer.from([0x01, 0x80, 0, 10, ...Buffer.from('1097012345')]);
}
