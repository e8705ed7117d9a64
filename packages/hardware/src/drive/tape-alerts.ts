import { supportedLogPages, tapeAlertLog, tapeAlertResponseLog } from '@cta/scsi';
import type { DriveSession } from './drive-session.ts';

const pages = { response: 0x12, clearing: 0x2e } as const;

/** Reads TapeAlert flags, without clearing them where the drive has the page for it. */
export class TapeAlerts {
  readonly #session: DriveSession;
  #supported: readonly number[] | undefined;

  constructor(session: DriveSession) {
    this.#session = session;
  }

  async active(): Promise<readonly number[]> {
    this.#supported ??= await this.#session.query(supportedLogPages());
    if (this.#supported.includes(pages.response)) return this.#session.query(tapeAlertResponseLog());
    return this.#supported.includes(pages.clearing) ? this.#session.query(tapeAlertLog()) : [];
  }
}
