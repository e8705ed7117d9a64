import { type Clock, systemClock } from '@cta/clock';
import { ConditionError, isCondition } from '@cta/conditions';
import { loadUnload, rewind, type ScsiTransport } from '@cta/scsi';
import type { ProtectionMode } from '@cta/tape-format';
import { ScsiDevice, type SenseNote } from '../scsi-device.ts';
import type { DriveIdentity, Readiness, TapeAlertFlags, TapeDrive } from '../tape-drive.ts';
import { BlockChannel, type WriteResult } from './block-channel.ts';
import { identifyDrive } from './drive-identity.ts';
import { detectBlockProtection, setBlockProtection, setVariableBlockMode } from './drive-modes.ts';
import { DriveSession } from './drive-session.ts';
import { mediumReadiness, readyMedium, waitForMedium } from './medium-readiness.ts';
import { locateObject, logicalPosition, spaceFilemarks } from './positioning.ts';
import { TapeAlerts } from './tape-alerts.ts';
import { type DriveTimeoutsMs, driveTimeoutsMs } from './timeouts.ts';

export interface TapeDriveOptions {
  /** Ends the opening, and any wait of the drive's that has no signal of its own. */
  readonly signal: AbortSignal;
  /** Is told what the drive remarks without failing: recovered errors, expected unit attentions. */
  readonly onNote?: (note: SenseNote) => void;
  readonly clock?: Clock;
  /** Bounds that differ from those of a drive of our time. */
  readonly timeoutsMs?: Partial<DriveTimeoutsMs>;
}

/**
 * A tape drive behind any transport, identified and with its modes set. The transport is closed with the drive, and also
 * where the opening fails.
 */
export async function tapeDriveOver(transport: ScsiTransport, options: TapeDriveOptions): Promise<TapeDrive> {
  const session = new DriveSession(new ScsiDevice(transport, { kind: 'drive', ...options }), {
    ...driveTimeoutsMs,
    ...options.timeoutsMs,
  });
  try {
    const { identity, protect } = await identifyDrive(session);
    const protectionSupported = protect && (await detectBlockProtection(session));
    await setVariableBlockMode(session);
    return new ScsiTapeDrive(session, { identity, protectionSupported, clock: options.clock ?? systemClock });
  } catch (error) {
    await transport.close();
    throw error;
  }
}

interface KnownDrive {
  readonly identity: DriveIdentity;
  readonly protectionSupported: boolean;
  readonly clock: Clock;
}

class ScsiTapeDrive implements TapeDrive {
  readonly identity: DriveIdentity;
  readonly protectionSupported: boolean;
  readonly #session: DriveSession;
  readonly #clock: Clock;
  readonly #blocks: BlockChannel;
  readonly #alerts: TapeAlerts;

  constructor(session: DriveSession, { identity, protectionSupported, clock }: KnownDrive) {
    this.identity = identity;
    this.protectionSupported = protectionSupported;
    this.#session = session;
    this.#clock = clock;
    this.#blocks = new BlockChannel(session);
    this.#alerts = new TapeAlerts(session);
  }

  readiness(): Promise<Readiness> {
    return mediumReadiness(this.#session);
  }

  /** The modes are set anew: a reset may have come since the opening, and unit attentions that told of it are over now. */
  async waitUntilReady(options: {
    readonly timeoutMs: number;
    readonly signal: AbortSignal;
  }): Promise<Readiness & { state: 'ready' }> {
    this.#session.end();
    await waitForMedium(this.#session, { ...options, clock: this.#clock });
    await setVariableBlockMode(this.#session);
    if (this.protectionSupported) await this.setProtection('off');
    const medium = await readyMedium(this.#session);
    this.#session.begin();
    return medium;
  }

  write(buffer: Uint8Array, length: number): Promise<WriteResult> {
    return this.#blocks.write(buffer, length);
  }

  read(buffer: Uint8Array): Promise<number | 'filemark'> {
    return this.#blocks.read(buffer);
  }

  writeFilemarks(count: number, { wait }: { readonly wait: boolean }): Promise<WriteResult> {
    return this.#blocks.writeFilemarks(count, wait);
  }

  spaceFilemarks(count: number): Promise<void> {
    return spaceFilemarks(this.#session, count);
  }

  locate(logicalObject: number): Promise<void> {
    return locateObject(this.#session, logicalObject);
  }

  position(): Promise<number> {
    return logicalPosition(this.#session);
  }

  async setProtection(mode: ProtectionMode): Promise<void> {
    if (!this.protectionSupported) {
      if (mode === 'off') return;
      throw new ConditionError('DRIVE_PROTECTION_REFUSED', {
        message: `the drive does not offer ${mode}`,
        details: { protection: mode },
      });
    }
    await setBlockProtection(this.#session, mode);
    this.#blocks.protection = mode;
  }

  async rewind(): Promise<void> {
    await this.#session.order(rewind(), 'position', 'rewind');
  }

  async unload(): Promise<void> {
    this.#session.end();
    try {
      await this.#session.order(loadUnload('unload'), 'unload', 'unload');
    } catch (error) {
      if (isCondition(error, 'MEDIUM_NOT_PRESENT')) return;
      throw mediumStays(error);
    }
  }

  tapeAlerts(options?: { readonly mayClear: boolean }): Promise<TapeAlertFlags> {
    return this.#alerts.active(options);
  }

  close(): Promise<void> {
    return this.#session.device.close();
  }
}

/** Whatever the drive says of an unload, the medium stays. A drive that did not answer is another matter. */
function mediumStays(error: unknown): unknown {
  if (!isCondition(error) || error.is('DRIVE_UNLOAD_FAILED') || error.details['sense_key'] === undefined) return error;
  const { said = error.message, details } = error;
  return new ConditionError('DRIVE_UNLOAD_FAILED', { message: said, details, cause: error });
}
