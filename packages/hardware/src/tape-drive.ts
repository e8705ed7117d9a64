import type { ProtectedTapeDevice } from '@cta/tape-format';

/** Who a drive is, by its INQUIRY data and unit serial number page; used in tape labels and DRIVE_HARDWARE. */
export interface DriveIdentity {
  readonly vendor: string;
  readonly product: string;
  readonly revision: string;
  readonly serial: string;
}

/** Whether a medium can be used, from TEST UNIT READY. */
export type Readiness =
  | { readonly state: 'ready'; readonly writeProtected: boolean }
  | { readonly state: 'becoming-ready' }
  | { readonly state: 'no-medium' }
  | { readonly state: 'not-ready'; readonly senseKey: number; readonly asc: number; readonly ascq: number };

/** What a drive answers about its TapeAlert flags. */
export interface TapeAlertFlags {
  /** Numbers of those that are set. */
  readonly flags: readonly number[];
  /** Whether the drive has forgotten them with this answer: it has no page but that which clears. */
  readonly areCleared: boolean;
}

/** What a session wants of a tape drive. Failures reject with a ConditionError that names its suspect. */
export interface TapeDrive extends ProtectedTapeDevice {
  readonly identity: DriveIdentity;
  readiness(): Promise<Readiness>;
  /** Waits until a medium is ready, or rejects with DRIVE_LOAD_FAILED, MEDIUM_NOT_PRESENT, MEDIUM_INCOMPATIBLE… */
  waitUntilReady(options: {
    readonly timeoutMs: number;
    readonly signal: AbortSignal;
  }): Promise<Readiness & { state: 'ready' }>;
  rewind(): Promise<void>;
  /** Unloads the medium so that the changer can take it; DRIVE_UNLOAD_FAILED where it stays. */
  unload(): Promise<void>;
  /**
   * The TapeAlert flags, read without clearing where the drive allows (page 12h, else 2Eh). Where they may not be cleared,
   * a drive that has no other page is not asked, and none are told.
   */
  tapeAlerts(options?: { readonly mayClear: boolean }): Promise<TapeAlertFlags>;
  close(): Promise<void>;
}
