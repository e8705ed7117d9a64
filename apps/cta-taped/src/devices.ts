import { openTapeLibrary, type TapeLibrary } from '@cta/hardware';
import { hostName } from '@cta/runtime';
import { openTransferEngine, type Patiently, type TransferEngine } from '@cta/session';
import type { Configuration } from './configuration.ts';

/** The hardware that one drive service works with. */
export interface Devices {
  readonly library: TapeLibrary;
  readonly engine: TransferEngine;
}

/** Opens changer and drive, waiting for as long as the way to them is down; rejects where what is configured is not there. */
export async function openDevices(
  { drive, iscsi, transfer }: Configuration,
  { patiently, signal, parts }: { patiently: Patiently; signal: AbortSignal; parts: AsyncDisposableStack },
): Promise<Devices> {
  const way = {
    // A wait for a device has a bound of its own: ending it from outside would leave nobody knowing where the cartridge is.
    signal: new AbortController().signal,
    initiatorName: iscsi.initiator_name ?? `iqn.2026-11.ch.cern.cta:${hostName()}`,
    connectTimeoutMs: iscsi.connect_timeout,
  };
  const engineOptions = {
    ...way,
    device: drive.device,
    windowBytes: transfer.window,
    diskWorkers: transfer.disk_workers,
    allowedRoots: transfer.allowed_roots,
  };
  const library = await patiently('library', () => openTapeLibrary(drive.changer, way), signal);
  parts.defer(() => library.close());
  const engine = await patiently('drive', () => openTransferEngine(engineOptions), signal);
  parts.defer(() => engine.close());
  return { library, engine };
}
