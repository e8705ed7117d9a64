import { type LogicalUnit, type LogicalUnitAnswer, scsiStatus } from '@cta/scsi';
import { fixedSense, senseCodes } from './target-sense.ts';

const inquiry = 0x12;
const requestSense = 0x03;
const standardInquiryLength = 36;

/** Answers for LUNs that no unit has (SPC-5, 4.4): INQUIRY says so, all else ends with LOGICAL UNIT NOT SUPPORTED. */
export const absentUnit: LogicalUnit = {
  execute(cdb, _dataOut, allocation): Promise<LogicalUnitAnswer> {
    return Promise.resolve(answer(cdb, allocation));
  },
};

function answer(cdb: Uint8Array, allocation: number): LogicalUnitAnswer {
  switch (cdb[0]) {
    case inquiry: {
      const wantsVitalData = ((cdb[1] ?? 0) & 1) !== 0;
      if (wantsVitalData) break;
      const allocationLength = ((cdb[3] ?? 0) << 8) | (cdb[4] ?? 0);
      const data = absentInquiry().subarray(0, Math.min(allocation, allocationLength));
      return { status: scsiStatus.good, dataIn: data };
    }
    case requestSense: {
      const sense = fixedSense(senseCodes.logicalUnitNotSupported);
      return { status: scsiStatus.good, dataIn: sense.subarray(0, Math.min(allocation, cdb[4] ?? 0)) };
    }
    default:
      break;
  }
  return { status: scsiStatus.checkCondition, sense: fixedSense(senseCodes.logicalUnitNotSupported) };
}

/** Peripheral qualifier 3, device type 1Fh: the target cannot have a unit at this LUN (SPC-5, 6.6.2). */
function absentInquiry(): Buffer {
  const data = Buffer.alloc(standardInquiryLength);
  data[0] = 0x7f;
  data[2] = 0x06;
  data[3] = 0x02;
  data[4] = standardInquiryLength - 5;
  data.write('CTA     ', 8, 'latin1');
  data.write('NO UNIT         ', 16, 'latin1');
  data.write('0001', 32, 'latin1');
  return data;
}
