import { openDatabase } from '@cta/database';
import { openTapeLibrary } from '@cta/hardware';
import { openTransferEngine } from '@cta/session';

/** What a drive service opens of the world outside; crash tests open the same and count each step that is taken with it. */
export interface Openers {
  readonly openDatabase: typeof openDatabase;
  readonly openTapeLibrary: typeof openTapeLibrary;
  readonly openTransferEngine: typeof openTransferEngine;
}

export const openers: Openers = { openDatabase, openTapeLibrary, openTransferEngine };
