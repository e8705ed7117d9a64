import { supportedLogPages, tapeAlertLog, tapeAlertResponseLog } from '@cta/scsi';
import type { TapeAlertFlags } from '../tape-drive.ts';
import type { DriveSession } from './drive-session.ts';

const pages = { response: 0x12, clearing: 0x2e } as const;

/** Reads TapeAlert flags, without clearing them where the drive has the page for it. */
export class TapeAlerts {
  readonly #session: DriveSession;
  #supported: readonly number[] | undefined;

  constructor(session: DriveSession) {
    this.#session = session;
  }

  async active({ mayClear } = { mayClear: true }): Promise<TapeAlertFlags> {
    this.#supported ??= await this.#session.query(supportedLogPages());
    if (this.#supported.includes(pages.response)) {
      return { flags: await this.#session.query(tapeAlertResponseLog()), areCleared: false };
    }
    const hasFlags = this.#supported.includes(pages.clearing);
    const flags = hasFlags && mayClear ? await this.#session.query(tapeAlertLog()) : [];
    return { flags, areCleared: hasFlags };
  }
}
