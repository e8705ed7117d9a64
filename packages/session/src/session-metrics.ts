import { defineMetrics } from '@cta/runtime';

const side = {
  'cta.io.direction': '`read` or `write`',
  'cta.io.medium': '`tape` or `disk`',
};

/** What a drive service measures: CTA's names and attributes where CTA has them. */
export const sessionMetrics = defineMetrics({
  'cta.taped.transfer.file.count': {
    kind: 'counter',
    unit: '1',
    description:
      'Files that were moved: one that is archived is read from disk and written to tape, and counted when a flush has made it durable. A file that failed is counted on the side that is suspected.',
    attributes: { ...side, 'error.type': 'code of what a file failed with; absent for those that were moved' },
  },
  'cta.taped.transfer.file.size': {
    kind: 'counter',
    unit: 'By',
    description: 'Bytes of the files that were moved.',
    attributes: side,
  },
  'cta.taped.transfer.active': {
    kind: 'gauge',
    unit: '1',
    description: 'Whether the tape is written or read now: 1 or 0.',
    attributes: { 'cta.io.direction': side['cta.io.direction'], 'cta.io.medium': '`tape`' },
  },
  'cta.taped.buffer.limit': {
    kind: 'gauge',
    unit: 'By',
    description: 'Size of the blocks of the window, all the memory that data lies in.',
  },
  'cta.taped.buffer.usage': {
    kind: 'gauge',
    unit: 'By',
    description:
      'Blocks of the window that wait for the other side: an archive that has none waits for disk, one that has all for the tape.',
  },
  'cta.taped.mount.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'From the slot to a drive that is ready.',
    attributes: { 'cta.io.direction': '`read` for a retrieve, `write` for an archive and for a label' },
  },
  'cta.taped.mount.type': {
    kind: 'gauge',
    unit: '1',
    description: 'A series for each type of mount: 1 for that of the mount which goes on, 0 for the others.',
    attributes: { 'cta.taped.mount.type': "CTA's mount types; `NO_MOUNT` where none goes on" },
  },
  'cta.taped.drive.status': {
    kind: 'gauge',
    unit: '1',
    description:
      'A series for each session status of a drive: 1 for the one that the Catalogue was last told, 0 for the others.',
    attributes: { 'cta.taped.drive.state': "CTA's drive statuses; `UNKNOWN` until the first was told" },
  },
  'cta.taped.drive.desired': {
    kind: 'gauge',
    unit: '1',
    description: 'The desired state of the drive: 1 for UP, 0 for DOWN. There is none until it is known.',
    attributes: {
      'cta.condition.code':
        'code of the reason for which the drive is DOWN; absent where it is UP, or where a person put it DOWN',
    },
  },
});

export type SessionMetrics = typeof sessionMetrics;
