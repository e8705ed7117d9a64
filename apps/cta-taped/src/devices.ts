import { changerPatience, type ChangerPatience, type DriveTimeoutsMs, type TapeLibrary } from '@cta/hardware';
import type { Logger } from '@cta/runtime';
import { LastingEngine, type Patiently, type SessionEvents, type TransferEngine } from '@cta/session';
import type { Configuration } from './configuration.ts';
import { initiatorNameOf } from './initiator-name.ts';
import type { Openers } from './openers.ts';

/** The hardware that one drive service works with. */
export interface Devices {
  readonly library: TapeLibrary;
  readonly engine: TransferEngine;
}

interface DeviceOpening {
  readonly open: Openers;
  readonly patiently: Patiently;
  readonly signal: AbortSignal;
  readonly parts: AsyncDisposableStack;
  readonly logger: Logger<SessionEvents>;
}

/** Opens changer and drive, waiting for as long as the way to them is down; rejects where what is configured is not there. */
export async function openDevices(
  { drive, library: libraryOptions, iscsi, transfer }: Configuration,
  { open, patiently, signal, parts, logger }: DeviceOpening,
): Promise<Devices> {
  const way = {
    // A wait for a device has a bound of its own: ending it from outside would leave nobody knowing where the cartridge is.
    signal: new AbortController().signal,
    initiatorName: initiatorNameOf(iscsi),
    connectTimeoutMs: iscsi.connect_timeout,
  };
  const engineOptions = {
    ...way,
    device: drive.device,
    timeoutsMs: timeoutsOf(drive),
    windowBytes: transfer.window,
    diskWorkers: transfer.disk_workers,
    allowedRoots: transfer.allowed_roots,
  };
  const patience = patienceOf(libraryOptions);
  const openLibrary = (): Promise<TapeLibrary> =>
    open.openTapeLibrary(drive.changer, {
      ...way,
      patience,
      onWait: (why) => logger.emit('library_waited_for', {}, why),
    });
  const library = await patiently('library', openLibrary, signal);
  parts.defer(() => library.close());
  const openEngine = (): Promise<TransferEngine> => open.openTransferEngine(engineOptions);
  const engine = await patiently('drive', () => LastingEngine.open(openEngine), signal);
  parts.defer(() => engine.close());
  return { library, engine };
}

function timeoutsOf({ command_timeouts: configured }: Configuration['drive']): DriveTimeoutsMs {
  const { mode_select: modeSelect, write_filemarks: writeFilemarks, ...others } = configured;
  return { ...others, modeSelect, writeFilemarks };
}

function patienceOf(library: Configuration['library']): ChangerPatience {
  const { command, release, verification } = changerPatience;
  return {
    command: { ...command, forMs: library.ready_timeout },
    release: { ...release, forMs: library.release_timeout },
    verification: { ...verification, forMs: library.verification_timeout },
  };
}
