import { type LogicalUnitAnswer, scsiStatus } from '@cta/scsi';
import { type Sense, encodeSense } from './sense.ts';
import { senses } from './senses.ts';

/** GOOD without data. */
export const good: LogicalUnitAnswer = Object.freeze({ status: scsiStatus.good });

export const reservationConflict: LogicalUnitAnswer = Object.freeze({ status: scsiStatus.reservationConflict });

/** GOOD with data, cut to the allocation length of the CDB (SPC-5 4.2.5.6). The transport cuts to what the initiator takes. */
export function dataIn(bytes: Uint8Array, allocationLength: number): LogicalUnitAnswer {
  return { status: scsiStatus.good, dataIn: bytes.subarray(0, allocationLength) };
}

export function checkCondition(sense: Sense, data?: Uint8Array): LogicalUnitAnswer {
  const answer = { status: scsiStatus.checkCondition, sense: encodeSense(sense) };
  return data === undefined ? answer : { ...answer, dataIn: data };
}

/** Ends a command with CHECK CONDITION, from however deep in its handler. The device server catches it, nobody else. */
export class CheckCondition extends Error {
  override readonly name = 'CheckCondition';
  readonly sense: Sense;

  constructor(sense: Sense) {
    super(`CHECK CONDITION ${sense.key} ${sense.asc.toString(16)}/${sense.ascq.toString(16)}`);
    this.sense = sense;
  }
}

/** A field of the CDB, named by its byte, is refused. */
export function invalidCdbField(byte: number): CheckCondition {
  return new CheckCondition({ ...senses.invalidFieldInCdb, field: { in: 'cdb', byte } });
}

/** A field of the parameter list, named by its byte, is refused. */
export function invalidParameterField(byte: number): CheckCondition {
  return new CheckCondition({ ...senses.invalidFieldInParameterList, field: { in: 'parameters', byte } });
}
