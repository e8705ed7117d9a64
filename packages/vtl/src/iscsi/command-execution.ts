import { ConditionError } from '@cta/conditions';
import { type LogicalUnit, type LogicalUnitAnswer, type PduChannel, scsiStatus } from '@cta/scsi';
import { absentUnit } from './absent-unit.ts';
import { answerReportLuns, reportLunsOpcode } from './report-luns.ts';
import type { StatusSender } from './status-sender.ts';
import type { TargetSite } from './target-site.ts';
import type { TargetTask } from './target-task.ts';
import { fixedSense, senseCodes } from './target-sense.ts';
import { UnitQueue } from './unit-queue.ts';

/** Carries the commands of one session to their units, and the answers back. */
export class CommandExecution {
  readonly #site: TargetSite;
  readonly #channel: PduChannel;
  readonly #status: StatusSender;
  readonly #nexus: string;
  /** Commands that no unit of the library answers; they keep order among themselves. */
  readonly #absent = new UnitQueue(absentUnit);

  constructor(site: TargetSite, channel: PduChannel, status: StatusSender, { nexus }: { readonly nexus: string }) {
    this.#site = site;
    this.#channel = channel;
    this.#status = status;
    this.#nexus = nexus;
  }

  /**
   * @param ended called before the answer is sent, so that it can tell of the free place
   * @param released called when nobody uses the data of the command any more; never for an aborted task, into whose
   * buffer a PDU may still be received
   */
  enter(task: TargetTask, ended: () => void, released: () => void): void {
    const { lun } = task.command;
    const queue = (lun === undefined ? undefined : this.#site.units[lun]) ?? this.#absent;
    queue.enter(async (unit) => {
      await task.ready;
      const answer = task.isAborted ? undefined : await this.#execute(unit, task);
      ended();
      if (!task.isAborted) released();
      if (answer === undefined || task.isAborted) return;
      this.#status.answer(task, answer);
      await this.#channel.flushed();
    });
  }

  async #execute(unit: LogicalUnit, { command, dataOut }: TargetTask): Promise<LogicalUnitAnswer> {
    const allocation = command.direction === 'read' ? command.expectedDataTransferLength : 0;
    if (command.cdb[0] === reportLunsOpcode) return answerReportLuns(command.cdb, allocation, this.#site.units.length);
    try {
      return await unit.execute(command.cdb, dataOut, allocation, this.#nexus);
    } catch (error) {
      const fields = { lun: command.lun, opcode: command.cdb[0] };
      this.#site.logger?.emit('iscsi_unit_failed', fields, ConditionError.from(error));
      return { status: scsiStatus.checkCondition, sense: fixedSense(senseCodes.internalTargetFailure) };
    }
  }
}
