import type { DriveIdentity, DriveTimeoutsMs, Readiness, TapeDrive } from '@cta/hardware';
import { labelDateOf, labelTape, readVolumeLabel, type VolumeLabel } from '@cta/tape-format';
import { BoundedDrive, callBoundsMs, withinBound } from '../../pulse/bounded-drive.ts';
import type { TapePulse } from '../../pulse/tape-pulse.ts';
import type { DriveProbe, LabelOptions } from '../transfer-engine.ts';
import { openDrive } from './drive-module.ts';

/** Which drive, and how to reach it where it is reached by iSCSI. */
export interface DriveAddress {
  readonly device: string;
  /** URL or name of a module with an `openTapeDrive`. */
  readonly driveModule: string;
  readonly initiatorName: string;
  readonly connectTimeoutMs: number;
  readonly timeoutsMs: Partial<DriveTimeoutsMs>;
}

/** What the tape worker does besides sessions. */
export type TapeCalls = {
  readonly open: (where: DriveAddress, signal: AbortSignal) => Promise<DriveIdentity>;
  readonly probe: (options: { readonly mayClear: boolean }) => Promise<DriveProbe>;
  readonly waitUntilReady: (timeoutMs: number, signal: AbortSignal) => Promise<Readiness & { state: 'ready' }>;
  readonly readVolumeLabel: () => Promise<VolumeLabel>;
  readonly labelTape: (options: LabelOptions) => Promise<VolumeLabel>;
  readonly unload: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** The drive of a tape worker: opened once, for the life of the thread. */
export class DriveHolder {
  readonly #pulse: TapePulse;
  #drive: TapeDrive | undefined;

  /** @param pulse told of each call to the drive */
  constructor(pulse: TapePulse) {
    this.#pulse = pulse;
  }

  get drive(): TapeDrive {
    if (this.#drive === undefined) throw new Error('the drive is not open');
    return this.#drive;
  }

  readonly calls: TapeCalls = {
    open: async ({ driveModule, device, ...options }, signal) => {
      const boundsMs = callBoundsMs(options.timeoutsMs, options.connectTimeoutMs);
      const open = () => openDrive(driveModule, device, { ...options, signal });
      const drive = await withinBound(this.#pulse, 'open', boundsMs.open, open);
      this.#drive = new BoundedDrive(drive, this.#pulse, boundsMs);
      return drive.identity;
    },
    probe: async (options) => {
      const { drive } = this;
      const readiness = await drive.readiness();
      return { identity: drive.identity, readiness, tapeAlerts: await drive.tapeAlerts(options) };
    },
    waitUntilReady: (timeoutMs, signal) => this.drive.waitUntilReady({ timeoutMs, signal }),
    readVolumeLabel: () => readVolumeLabel(this.drive),
    labelTape: ({ protection, softwareVersion, date = labelDateOf(new Date()), ...options }) =>
      labelTape(this.drive, {
        ...options,
        protectionAllowed: protection,
        identity: { softwareVersion, date },
      }),
    unload: () => this.drive.unload(),
    close: () => this.drive.close(),
  };
}
