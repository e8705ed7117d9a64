import type { LogicalUnitAnswer } from '@cta/scsi';
import { dataIn } from './answer.ts';
import type { Command, Device } from './command.ts';
import { encodeSense } from './sense.ts';
import { senses } from './senses.ts';

/** REQUEST SENSE (SPC-5 6.39): a unit attention that waits, else no sense; the errors of commands come with them. */
export function requestSense(_device: Device, { cdb, nexus }: Command): LogicalUnitAnswer {
  return dataIn(encodeSense(nexus.takeAttention() ?? senses.noAdditionalSense), cdb[4] ?? 0);
}
