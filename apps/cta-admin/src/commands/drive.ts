import {
  changeDriveComment,
  type DriveEventItem,
  type DriveLsItem,
  type DriveOrderAnswer,
  driveHistory,
  listDrives,
  removeDrives,
  setDrivesDown,
  setDrivesUp,
} from '@cta/admin';
import { command, type CommandGroup } from '../command-line/command.ts';
import { flag, required, text, uint } from '../command-line/option.ts';
import { momentCell, sizeCell, timeCell } from '../output/cells.ts';
import { instanceColumn, type OfInstance } from '../output/instance-columns.ts';
import type { Printer } from '../output/printer.ts';
import type { Column } from '../output/table.ts';
import { driveHardwareCommand } from './drive-hardware.ts';
import {
  ageCell,
  hardwareCell,
  mountTypeText,
  rateOf,
  serviceCell,
  specificReasonCell,
  statusText,
} from './drive-cells.ts';

type ShownDrive = OfInstance<DriveLsItem> & { readonly schedulerBackendName: string };

const columns: readonly Column<ShownDrive>[] = [
  { header: 'library', cell: (drive) => (drive.logicalLibraryDisabled ? '!' : '') + drive.logicalLibrary },
  { header: 'drive', cell: ({ driveName }) => driveName },
  { header: 'host', cell: ({ host }) => host },
  { header: 'desired', cell: ({ desiredDriveState }) => (desiredDriveState === 'UP' ? 'Up' : 'Down') },
  { header: 'request', cell: ({ mountType }) => mountTypeText[mountType] },
  { header: 'status', cell: ({ driveStatus }) => statusText[driveStatus] },
  {
    header: 'since',
    cell: ({ driveStatus, driveStatusSince }) => ifStatus(driveStatus !== 'UNKNOWN_DRIVE_STATUS', driveStatusSince),
  },
  { header: 'vid', cell: ({ vid }) => vid },
  { header: 'tapepool', cell: ({ tapepool }) => tapepool },
  { header: 'vo', cell: ({ vo }) => vo },
  { header: 'files', cell: (drive) => ifStatus(isTransferring(drive), drive.filesTransferredInSession) },
  { header: 'data', cell: (drive) => ifStatus(isTransferring(drive), sizeCell(drive.bytesTransferredInSession)) },
  { header: 'MB/s', cell: (drive) => ifStatus(isTransferring(drive), rateOf(drive)) },
  { header: 'session', cell: (drive) => ifStatus(isInSession(drive), drive.sessionId) },
  { header: 'priority', cell: ({ currentPriority }) => currentPriority },
  { header: 'activity', cell: ({ currentActivity }) => currentActivity },
  { header: 'scheduler', cell: ({ schedulerBackendName }) => schedulerBackendName },
  instanceColumn,
  { header: 'service', cell: serviceCell },
  { header: 'age', cell: ({ timeSinceHeard, stale }) => ageCell(timeSinceHeard, stale) },
  { header: 'hardware', cell: hardwareCell },
  { header: 'down since', cell: ({ reasonTime }) => timeCell(reasonTime) },
  { header: 'by', cell: ({ reasonActor }) => reasonActor },
  { header: 'code', cell: ({ reasonCode }) => reasonCode },
  { header: 'reason', cell: specificReasonCell },
];

const historyColumns: readonly Column<OfInstance<DriveEventItem>>[] = [
  { header: 'time', cell: ({ time }) => momentCell(time) },
  { header: 'drive', cell: ({ driveName }) => driveName },
  { header: 'event', cell: ({ kind, whyDown }) => (whyDown === true ? `${kind} [WHY DOWN]` : kind) },
  { header: 'code', cell: ({ code }) => code },
  { header: 'actor', cell: ({ actor }) => actor },
  { header: 'mount', cell: ({ mountId }) => mountId },
  { header: 'vid', cell: ({ vid }) => vid },
  { header: 'reason', cell: ({ text: reason }) => reason },
];

const force = flag('-f, --force', 'at once');

export const driveCommands: CommandGroup = {
  name: 'drive',
  alias: 'dr',
  summary: 'tape drives',
  commands: [
    command({
      name: 'up',
      operands: '<drives>',
      summary: 'let drives take mounts, and tell what was wrong; <drives> is a regular expression over whole names',
      options: { reason: text('-r, --reason <reason>', 'why') },
      run: async ({ admin, printer }, { reason = '' }, [pattern = '']) =>
        told(printer, await setDrivesUp(admin, { pattern, reason })),
    }),
    command({
      name: 'down',
      operands: '<drives>',
      summary: 'let drives take no more mounts; the reason stays until somebody sets them up',
      options: { reason: required(text('-r, --reason <reason>', 'why')), force },
      run: async ({ admin, printer }, values, [pattern = '']) =>
        told(printer, await setDrivesDown(admin, { pattern, ...values })),
    }),
    command({
      name: 'ch',
      operands: '<drives>',
      summary: 'change the comment of drives',
      options: { comment: required(text('-m, --comment <comment>', 'the new comment')) },
      run: async ({ admin, printer }, { comment }, [pattern = '']) =>
        told(printer, await changeDriveComment(admin, { pattern, comment })),
    }),
    command({
      name: 'rm',
      operands: '<drives>',
      summary: 'remove drives from the Catalogue; those that are running enter themselves again',
      options: { force },
      run: async ({ admin, printer }, values, [pattern = '']) =>
        told(printer, await removeDrives(admin, { pattern, ...values })),
    }),
    command({
      name: 'ls',
      operands: '[drives]',
      summary: 'list drives: what they are to do, what they do, and why they are down',
      run: async ({ admin, configuration, list }, _, [pattern]) => {
        const { scheduler_backend_name: schedulerBackendName, drive_timeout: staleAfterMs } = configuration;
        const drives = await listDrives(admin, { ...(pattern !== undefined && { pattern }), staleAfterMs });
        list(
          columns,
          drives.map((drive) => ({ ...drive, schedulerBackendName })),
        );
      },
    }),
    command({
      name: 'history',
      operands: '<drive>',
      summary: 'list what happened to a drive: first what it is down for, if it is, then the latest',
      options: {
        limit: uint('-n, --limit <number>', 'how many events, 100 if not given'),
        changes: flag('-c, --changes', 'leave out the statuses of its sessions'),
      },
      run: async ({ admin, list }, { limit = 100, changes }, [drive = '']) =>
        list(historyColumns, await driveHistory(admin, drive, { limit, sessions: !changes })),
    }),
    driveHardwareCommand,
  ],
};

function told(printer: Printer, { sentences, drives }: DriveOrderAnswer<object>): void {
  printer.done(sentences, drives);
}

function isTransferring({ driveStatus }: DriveLsItem): boolean {
  return driveStatus === 'TRANSFERRING';
}

function isInSession({ driveStatus }: DriveLsItem): boolean {
  return driveStatus !== 'UP' && driveStatus !== 'DOWN' && driveStatus !== 'UNKNOWN_DRIVE_STATUS';
}

function ifStatus<Value>(shown: boolean, value: Value): Value | undefined {
  return shown ? value : undefined;
}
