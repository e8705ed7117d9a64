import assert from 'node:assert/strict';
import { requestTapeLabel } from '@cta/admin';
import { labelRequest } from '@cta/scheduler';
import type { DriveArchive } from './drive-archive.ts';
import type { Round } from './kill-at-each-step.ts';

/** Asks for a label on a tape without files; in the end it has one. */
export async function labelTape(archive: DriveArchive, vid: string): Promise<Round> {
  const { rig } = archive;
  const round = await archive.beginRound();
  const id = await requestTapeLabel(rig.admin, { vid, force: false });
  return round({
    async isDone() {
      const request = await labelRequest(rig.admin.schedulerDb, id);
      return request?.state === 'done' || request?.state === 'failed';
    },
    async verify() {
      assert.deepEqual(await labelRequest(rig.admin.schedulerDb, id), { state: 'done' });
    },
  });
}
