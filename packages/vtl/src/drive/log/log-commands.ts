import type { LogicalUnitAnswer } from '@cta/scsi';
import { dataIn, good, invalidCdbField } from '../../device-server/answer.ts';
import type { Command, CommandSet } from '../../device-server/command.ts';
import type { TapeDrive } from '../tape-drive.ts';
import { dataCompressionStatistics } from './data-compression.ts';
import { deviceStatus } from './device-status.ts';
import { readErrorCounters, writeErrorCounters } from './error-counters.ts';
import { type LogPage, encodeLogPage } from './log-page.ts';
import { sequentialAccess } from './sequential-access.ts';
import { tapeAlert, tapeAlertResponse } from './tape-alert.ts';
import { tapeCapacity } from './tape-capacity.ts';
import { volumeStatistics } from './volume-statistics.ts';

const pages: readonly LogPage[] = [
  writeErrorCounters,
  readErrorCounters,
  sequentialAccess,
  deviceStatus,
  tapeAlertResponse,
  volumeStatistics,
  dataCompressionStatistics,
  tapeAlert,
  tapeCapacity,
];

/** LOG SELECT (SPC-5 6.7) and LOG SENSE (6.8). */
export const logCommands: CommandSet<TapeDrive> = { 0x4c: select, 0x4d: sense };

const withoutTapeAlertResponse = pages.filter((page) => page !== tapeAlertResponse);

function pagesOf(drive: TapeDrive): readonly LogPage[] {
  return drive.hasTapeAlertResponse ? pages : withoutTapeAlertResponse;
}

/** Page 00h: the pages that there are (SPC-5 7.3.16). */
function supportedPages(offered: readonly LogPage[]): Buffer {
  return Buffer.from([0, 0, 0, offered.length + 1, 0, ...offered.map(({ page }) => page)]);
}

function sense(drive: TapeDrive, { cdb }: Command): LogicalUnitAnswer {
  const allocation = cdb.readUInt16BE(7);
  const number = (cdb[2] ?? 0) & 0x3f;
  if (cdb[3] !== 0) throw invalidCdbField(3);
  const offered = pagesOf(drive);
  if (number === 0) return dataIn(supportedPages(offered), allocation);
  const page = offered.find((each) => each.page === number);
  if (page === undefined) throw invalidCdbField(2);
  const first = cdb.readUInt16BE(5);
  const bytes = encodeLogPage(
    page,
    page.parameters(drive).filter(({ code }) => code >= first),
  );
  page.afterRead?.(drive);
  return dataIn(bytes, allocation);
}

function select(drive: TapeDrive, { cdb }: Command): LogicalUnitAnswer {
  if (cdb.readUInt16BE(7) !== 0) throw invalidCdbField(7); // counters cannot be set, only reset
  const number = (cdb[2] ?? 0) & 0x3f;
  if (((cdb[1] ?? 0) & 0x02) === 0) return good;
  const offered = pagesOf(drive);
  if (number !== 0 && !offered.some((each) => each.page === number)) throw invalidCdbField(2);
  for (const page of offered) if (number === 0 || page.page === number) page.reset?.(drive);
  return good;
}
