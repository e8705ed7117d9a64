import { encodeLun, type LogicalUnitAnswer, scsiStatus } from '@cta/scsi';
import { fixedSense, senseCodes } from './target-sense.ts';

/** Operation code of REPORT LUNS, which the target answers for all its units (SPC-5, 6.33). */
export const reportLunsOpcode = 0xa0;

const headerLength = 8;
const shortestAllocation = 16;

export function answerReportLuns(cdb: Buffer, allocation: number, unitCount: number): LogicalUnitAnswer {
  const selectReport = cdb.readUInt8(2);
  const allocationLength = cdb.readUInt32BE(6);
  if (selectReport > 2 || allocationLength < shortestAllocation) {
    return { status: scsiStatus.checkCondition, sense: fixedSense(senseCodes.invalidFieldInCdb) };
  }
  const onlyWellKnownUnits = selectReport === 1;
  const luns = Array.from({ length: onlyWellKnownUnits ? 0 : unitCount }, (_, lun) => encodeLun(lun));
  const header = Buffer.alloc(headerLength);
  header.writeUInt32BE(luns.length * 8, 0);
  const data = Buffer.concat([header, ...luns]).subarray(0, Math.min(allocation, allocationLength));
  return { status: scsiStatus.good, dataIn: data };
}
