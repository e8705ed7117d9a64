import { ConditionError } from '@cta/conditions';
import type { LogicalUnit, LogicalUnitAnswer, ScsiCommand, ScsiResult, ScsiTransport } from '@cta/scsi';

const nothing = new Uint8Array(0);

/**
 * A transport to a unit in the same process, without a wire; a unit that does not answer in time is DRIVE_NO_ANSWER.
 * @param nexus names the initiator
 */
export function loopbackTransport(unit: LogicalUnit, nexus: string): ScsiTransport {
  return {
    async execute({ cdb, dataOut = nothing, dataIn = nothing, timeoutMs }: ScsiCommand): Promise<ScsiResult> {
      const answer = await inTime(unit.execute(cdb, dataOut, dataIn.length, nexus), timeoutMs);
      const received = answer.dataIn?.subarray(0, dataIn.length) ?? nothing;
      dataIn.set(received);
      const { status, sense, transferLength = Infinity } = answer;
      const transferred = dataOut.length > 0 ? Math.min(dataOut.length, transferLength) : received.length;
      const result = { status, transferred };
      return sense === undefined ? result : { ...result, sense };
    },
    close: () => Promise.resolve(),
  };
}

async function inTime(answer: Promise<LogicalUnitAnswer>, timeoutMs: number): Promise<LogicalUnitAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new ConditionError('DRIVE_NO_ANSWER', { message: `no answer within ${timeoutMs} ms` }));
    }, timeoutMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
