import type { TapeListItem, TapeState } from '@cta/catalogue';
import { type EntryLogs, entryLogsOf, secondsOf } from '../entry-logs.ts';

/** Which drive did something to a tape, and when: CTA's TapeLog. */
export interface TapeLog {
  readonly drive: string;
  /** Seconds since the epoch. */
  readonly time: bigint;
}

/** Names of the label formats, by CTA's number. */
const labelFormats = ['CTA', 'OSM', 'Enstore', 'EnstoreLarge'] as const;

/** Fields of CTA's TapeLsItem; sizes in bytes. Logs of what never happened are not there. */
export interface TapeLsItem extends EntryLogs {
  readonly vid: string;
  readonly mediaType: string;
  readonly vendor: string;
  readonly logicalLibrary: string;
  readonly physicalLibrary: string;
  readonly tapepool: string;
  readonly vo: string;
  readonly encryptionKeyName: string;
  readonly capacity: bigint;
  readonly occupancy: bigint;
  readonly lastFseq: bigint;
  readonly nbMasterFiles: bigint;
  readonly masterDataInBytes: bigint;
  readonly full: boolean;
  readonly fromCastor: boolean;
  readonly dirty: boolean;
  readonly readMountCount: bigint;
  readonly writeMountCount: bigint;
  readonly labelFormat: (typeof labelFormats)[number];
  readonly labelLog?: TapeLog;
  readonly lastWrittenLog?: TapeLog;
  readonly lastReadLog?: TapeLog;
  readonly state: TapeState;
  readonly stateReason: string;
  readonly stateUpdateTime: bigint;
  readonly stateModifiedBy: string;
  readonly purchaseOrder: string;
  readonly verificationStatus: string;
  readonly comment: string;
}

export function tapeLsItem(tape: TapeListItem): TapeLsItem {
  return {
    vid: tape.vid,
    mediaType: tape.mediaType,
    vendor: tape.vendor,
    logicalLibrary: tape.logicalLibrary,
    physicalLibrary: tape.physicalLibrary ?? '',
    tapepool: tape.tapePool,
    vo: tape.virtualOrganization,
    encryptionKeyName: tape.encryptionKeyName ?? '',
    capacity: tape.capacityBytes,
    occupancy: tape.dataBytes,
    lastFseq: tape.lastFseq,
    nbMasterFiles: tape.masterFiles,
    masterDataInBytes: tape.masterDataBytes,
    full: tape.full,
    fromCastor: tape.fromCastor,
    dirty: tape.dirty,
    readMountCount: tape.readMounts,
    writeMountCount: tape.writeMounts,
    labelFormat: labelFormats[tape.labelFormat ?? 0] ?? 'CTA',
    ...tapeLog('labelLog', tape.labelDrive, tape.labelledAt),
    ...tapeLog('lastWrittenLog', tape.lastWriteDrive, tape.lastWrittenAt),
    ...tapeLog('lastReadLog', tape.lastReadDrive, tape.lastReadAt),
    state: tape.state,
    stateReason: tape.stateReason ?? '',
    stateUpdateTime: secondsOf(tape.stateUpdatedAt),
    stateModifiedBy: tape.stateModifiedBy,
    purchaseOrder: tape.purchaseOrder ?? '',
    verificationStatus: tape.verificationStatus ?? '',
    comment: tape.comment ?? '',
    ...entryLogsOf(tape),
  };
}

function tapeLog<Name extends string>(name: Name, drive: string | null, at: Date | null): { [N in Name]?: TapeLog } {
  if (drive === null || at === null) return {};
  return { [name]: { drive, time: secondsOf(at) } } as { [N in Name]: TapeLog };
}
