import { changerPatience, type ChangerPatience } from '@cta/hardware';
import type { ConditionError } from '@cta/conditions';
import type { Logger, Outages } from '@cta/runtime';
import { type EngineOpening, LastingEngine, type SessionEvents } from '@cta/session';
import type { Configuration } from './configuration.ts';
import { timeoutsOf } from './drive-settings.ts';
import { initiatorNameOf } from './initiator-name.ts';
import { LastingLibrary } from './lasting-library.ts';
import type { Openers } from './openers.ts';

/** The hardware that one drive service works with. */
export interface Devices {
  readonly library: LastingLibrary;
  readonly engine: LastingEngine;
}

interface DeviceParts {
  readonly open: Openers;
  readonly parts: AsyncDisposableStack;
  readonly logger: Logger<SessionEvents>;
  readonly outages: Pick<Outages, 'list'>;
}

/** Changer and drive as they are configured; each is opened when it is first asked for something. */
export function devicesOf(
  { drive, library: libraryOptions, iscsi, transfer }: Configuration,
  { open, parts, logger, outages }: DeviceParts,
): Devices {
  const way = { initiatorName: initiatorNameOf(iscsi), connectTimeoutMs: iscsi.connect_timeout };
  const engineOptions = {
    ...way,
    device: drive.device,
    timeoutsMs: timeoutsOf(drive),
    windowBytes: transfer.window,
    diskWorkers: transfer.disk_workers,
    allowedRoots: transfer.allowed_roots,
  };
  const libraryWay = {
    ...way,
    patience: patienceOf(libraryOptions),
    onWait: (why: ConditionError) => {
      // One that is waited for already as a lost connection has been told of.
      if (outages.list().some(({ connection }) => connection === 'library')) return;
      logger.emit('library_waited_for', {}, why);
    },
  };
  // A wait for a device has a bound of its own: ending one from outside, but by closing the device, would leave nobody knowing where the cartridge is.
  const openLibrary = (signal: AbortSignal) => open.openTapeLibrary(drive.changer, { ...libraryWay, signal });
  const library = parts.adopt(new LastingLibrary(openLibrary), (opened) => opened.close());
  const openEngine = (opening: EngineOpening) => open.openTransferEngine({ ...engineOptions, ...opening });
  const engine = parts.adopt(new LastingEngine(openEngine), (opened) => opened.close());
  return { library, engine };
}

function patienceOf(library: Configuration['library']): ChangerPatience {
  const { command, release, verification } = changerPatience;
  return {
    command: { ...command, forMs: library.ready_timeout },
    release: { ...release, forMs: library.release_timeout },
    verification: { ...verification, forMs: library.verification_timeout },
  };
}
