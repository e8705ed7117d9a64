import { hostname } from 'node:os';
import { ConditionError } from '@cta/conditions';
import type { DriveIdentity, DriveTimeoutsMs } from '@cta/hardware';
import { standardBlockSizeBytes } from '@cta/tape-format';
import { allocatePulse, TapePulse } from '../pulse/tape-pulse.ts';
import { Window } from '../window/window.ts';
import { allocateWindow, slotsIn } from '../window/window-memory.ts';
import { ArchiveRun } from './archive-run.ts';
import { RetrieveRun } from './retrieve-run.ts';
import type { TapeCalls } from './tape/tape-calls.ts';
import { EngineThreads } from './threads/engine-threads.ts';
import type {
  ArchiveEvent,
  ArchiveOptions,
  ArchiveTransfer,
  LabelOptions,
  RetrieveEvent,
  RetrieveOptions,
  RetrieveTransfer,
  TransferEngine,
} from './transfer-engine.ts';
import { within } from './within.ts';

const defaultWindowBytes = 16 * 1024 * 1024;
const defaultDiskWorkers = 2;
const defaultConnectTimeoutMs = 10_000;
const defaultCloseTimeoutMs = 10_000;

export interface TransferEngineOptions {
  /** The drive: `/dev/nst0`, `/dev/sg3`, `iscsi://host:port/IQN/LUN`. */
  readonly device: string;
  /** URL of a module whose `openTapeDrive(device)` stands in for that of @cta/hardware. */
  readonly driveModule?: string;
  /** iSCSI name of this host, for a drive that is reached so. */
  readonly initiatorName?: string;
  /** Bound on each connection and login to an iSCSI target. */
  readonly connectTimeoutMs?: number;
  /** Bounds on the commands to the drive that differ from the usual ones. */
  readonly timeoutsMs?: Partial<DriveTimeoutsMs>;
  /** Folders that files may be read from and written to. */
  readonly allowedRoots: readonly string[];
  /** Whether a retrieved file is on stable storage before it gets its name. */
  readonly fsync?: boolean;
  /** Size of the blocks that are written, and of the largest that can be read. */
  readonly blockBytes?: number;
  /** Memory for data: all that there is, whatever the size of files. */
  readonly windowBytes?: number;
  readonly diskWorkers?: number;
  /** Bound on closing: what hangs longer than that is left behind. */
  readonly closeTimeoutMs?: number;
  /** Module that stands in for that of the disk workers. */
  readonly diskModule?: URL;
  /** Memory of the tape worker's pulse, for who watches it while the drive is being opened (`allocatePulse`). */
  readonly pulse?: SharedArrayBuffer;
  /** Ends everything at once: threads, session, calls. */
  readonly signal: AbortSignal;
}

/** Starts the threads and opens the drive. @throws what opening the drive rejects with: DRIVE_NOT_FOUND, DRIVE_NO_ANSWER… */
export async function openTransferEngine(options: TransferEngineOptions): Promise<TransferEngine> {
  const {
    blockBytes = standardBlockSizeBytes,
    pulse = allocatePulse(),
    closeTimeoutMs = defaultCloseTimeoutMs,
    signal,
  } = options;
  signal.throwIfAborted();
  const memory = allocateWindow(slotsIn(options.windowBytes ?? defaultWindowBytes, blockBytes), blockBytes);
  const threads = new EngineThreads({
    tape: { window: memory, pulse },
    disk: { window: memory, allowedRoots: options.allowedRoots, fsync: options.fsync ?? false },
    diskWorkers: options.diskWorkers ?? defaultDiskWorkers,
    signal,
    ...(options.diskModule === undefined ? {} : { diskModule: options.diskModule }),
  });
  try {
    const identity = await threads.calls.call('open', {
      device: options.device,
      driveModule: options.driveModule ?? '@cta/hardware',
      initiatorName: options.initiatorName ?? `iqn.2026-01.ch.cern.cta:${hostname()}`,
      connectTimeoutMs: options.connectTimeoutMs ?? defaultConnectTimeoutMs,
      timeoutsMs: options.timeoutsMs ?? {},
    });
    return new Engine({
      identity,
      threads,
      window: new Window(memory),
      pulse: new TapePulse(pulse),
      closeTimeoutMs,
    });
  } catch (error) {
    await within(AbortSignal.timeout(closeTimeoutMs), threads.end());
    throw error;
  }
}

interface EngineParts {
  readonly identity: DriveIdentity;
  readonly threads: EngineThreads;
  readonly window: Window;
  readonly pulse: TapePulse;
  readonly closeTimeoutMs: number;
}

class Engine implements TransferEngine {
  readonly identity: DriveIdentity;
  readonly #threads: EngineThreads;
  readonly #window: Window;
  readonly #pulse: TapePulse;
  readonly #closeTimeoutMs: number;
  #busyWith: string | undefined;
  #run: ArchiveRun | RetrieveRun | undefined;

  constructor({ identity, threads, window, pulse, closeTimeoutMs }: EngineParts) {
    this.#closeTimeoutMs = closeTimeoutMs;
    this.identity = identity;
    this.#threads = threads;
    this.#window = window;
    this.#pulse = pulse;
    threads.onLost((loss) => this.#run?.lose(loss));
  }

  pulse() {
    return this.#pulse.read();
  }

  buffer() {
    const { slots, blockBytes } = this.#window;
    return { limitBytes: slots * blockBytes, usedBytes: this.#window.fullSlots() * blockBytes };
  }

  get isLost() {
    return this.#threads.loss !== undefined;
  }

  probe({ mayClear = true }: { readonly mayClear?: boolean } = {}) {
    return this.#call('probe', { mayClear });
  }

  waitUntilReady({ timeoutMs, signal }: { readonly timeoutMs: number; readonly signal?: AbortSignal }) {
    return this.#call('waitUntilReady', timeoutMs, signal);
  }

  readVolumeLabel() {
    return this.#call('readVolumeLabel', undefined);
  }

  labelTape(options: LabelOptions) {
    return this.#call('labelTape', options);
  }

  unload() {
    return this.#call('unload', undefined);
  }

  archive(options: ArchiveOptions, on: (event: ArchiveEvent) => void): ArchiveTransfer {
    this.#begin('archive');
    return this.#track(
      new ArchiveRun(
        {
          window: this.#window,
          tape: { start: (session) => this.#threads.startTape({ ...session, type: 'archive', options }) },
          disks: this.#threads.disks('archive'),
          lowWater: options.lowWater,
        },
        on,
      ),
    );
  }

  retrieve(options: RetrieveOptions, on: (event: RetrieveEvent) => void): RetrieveTransfer {
    this.#begin('retrieve');
    return this.#track(
      new RetrieveRun(
        {
          window: this.#window,
          tape: { start: (session) => this.#threads.startTape({ ...session, type: 'retrieve', options }) },
          disks: this.#threads.disks('retrieve'),
          lowWater: options.lowWater,
        },
        on,
      ),
    );
  }

  async close(): Promise<void> {
    const limit = AbortSignal.timeout(this.#closeTimeoutMs);
    try {
      this.#run?.stop('now');
      await within(limit, this.#run?.ended);
      const isIdle = this.#threads.loss === undefined && this.#busyWith === undefined;
      if (isIdle) await within(limit, this.#call('close', undefined));
    } finally {
      await within(limit, this.#threads.end());
    }
  }

  #track<R extends ArchiveRun | RetrieveRun>(run: R): R {
    this.#run = run;
    const { loss } = this.#threads;
    if (loss !== undefined) run.lose(loss);
    void run.ended.then(() => {
      this.#run = undefined;
      this.#busyWith = undefined;
    });
    return run;
  }

  async #call<K extends keyof TapeCalls>(
    name: K,
    argument: Parameters<TapeCalls[K]>[0],
    signal?: AbortSignal,
  ): Promise<Awaited<ReturnType<TapeCalls[K]>>> {
    this.#begin(name);
    try {
      return await this.#threads.calls.call(name, argument, signal);
    } finally {
      this.#busyWith = undefined;
    }
  }

  #begin(what: string): void {
    if (this.#busyWith !== undefined) {
      throw new ConditionError('UNFORESEEN_ERROR', { message: `${what} while the engine does ${this.#busyWith}` });
    }
    this.#busyWith = what;
  }
}
