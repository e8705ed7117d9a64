import { ConditionError } from '@cta/conditions';
import type { ScsiCommand, ScsiResult } from '../../transport.ts';
import { fromIscsi } from '../errors/from-iscsi.ts';
import type { SessionParameters } from '../negotiation/settlement.ts';
import { initiatorTaskTagOf, opcodeOf, protocolError, reservedTag, targetOpcode } from '../pdu/basic-header.ts';
import { decodeLogoutResponse, encodeLogoutRequest, logoutReason } from '../pdu/logout.ts';
import { decodeNopIn, encodeNopOut } from '../pdu/nop.ts';
import { decodeScsiResponse, decodeSenseSegment, encodeScsiCommand } from '../pdu/scsi-command.ts';
import { decodeDataIn, decodeReadyToTransfer, encodeDataOut } from '../pdu/scsi-data.ts';
import { nextSerial } from '../pdu/serial-number.ts';
import { asyncEvent, decodeAsyncMessage, decodeReject } from '../pdu/target-notice.ts';
import {
  decodeTaskManagementResponse,
  encodeTaskManagementRequest,
  taskManagementFunction,
} from '../pdu/task-management.ts';
import type { PduChannel, PduUser } from '../stream/pdu-channel.ts';
import { type SilenceBounds, SilenceWatch } from '../stream/silence-watch.ts';
import { CommandTask } from './command-task.ts';
import type { CommandWindow } from './command-window.ts';
import type { Establishment } from './login-exchange.ts';

export interface CommandSessionOptions extends SilenceBounds {
  readonly lun: number;
  /** How long an answer to ABORT TASK is waited for before the connection is dropped. */
  readonly abortTimeoutMs: number;
}

/** The full-feature phase of a session that has one command under way at a time. */
export class CommandSession implements PduUser {
  readonly #channel: PduChannel;
  readonly #parameters: SessionParameters;
  readonly #window: CommandWindow;
  readonly #options: CommandSessionOptions;
  readonly #watch: SilenceWatch;
  readonly #end = Promise.withResolvers<void>();
  #phase: 'open' | 'asked to leave' | 'leaving' | 'closed' = 'open';
  #lastTaskTag = 1;
  #task: CommandTask | undefined;

  constructor({ channel, parameters, window }: Establishment, options: CommandSessionOptions) {
    this.#channel = channel;
    this.#parameters = parameters;
    this.#window = window;
    this.#options = options;
    this.#watch = new SilenceWatch({
      silenceMs: options.silenceMs,
      answerMs: options.answerMs,
      lastReceivedAtMs: () => channel.lastReceivedAtMs,
      ask: () => this.#ping(),
      dead: () => channel.destroy(connectionLost(`nothing heard from the target for ${options.answerMs} ms`)),
    });
  }

  /** Whether a command can be sent. */
  get isOpen(): boolean {
    return this.#phase === 'open';
  }

  /** To be called not before the command before has ended. */
  execute(command: ScsiCommand): Promise<ScsiResult> {
    if (this.#phase !== 'open') return Promise.reject(reasonOfLoss(undefined, false));
    const task = new CommandTask(this.#nextTaskTag(), command, () => this.#abort(task));
    this.#task = task;
    if (this.#window.isOpen) this.#send(task);
    return task.result;
  }

  /** Ends the session in order, or drops it after `timeoutMs`. A command under way is given up. */
  async logOut(timeoutMs: number): Promise<void> {
    if (this.#phase === 'closed') return;
    this.#leave();
    const late = setTimeout(() => this.#channel.destroy(), timeoutMs);
    await this.#end.promise;
    clearTimeout(late);
  }

  place(header: Buffer, lengthBytes: number): Uint8Array {
    if (opcodeOf(header) !== targetOpcode.dataIn) return Buffer.allocUnsafe(lengthBytes);
    return this.#taskOf(header).placeDataIn(decodeDataIn(header).bufferOffset, lengthBytes);
  }

  receive(header: Buffer, data: Uint8Array): void {
    switch (opcodeOf(header)) {
      case targetOpcode.dataIn:
        this.#receiveDataIn(header);
        break;
      case targetOpcode.scsiResponse:
        this.#receiveResponse(header, data);
        break;
      case targetOpcode.readyToTransfer:
        this.#receiveReadyToTransfer(header);
        break;
      case targetOpcode.nopIn:
        this.#receiveNopIn(header);
        break;
      case targetOpcode.taskManagementResponse:
        this.#window.updateWithStatus(decodeTaskManagementResponse(header));
        this.#channel.destroy(this.#task?.timedOut);
        break;
      case targetOpcode.logoutResponse:
        this.#window.updateWithStatus(decodeLogoutResponse(header));
        this.#channel.end();
        break;
      case targetOpcode.asyncMessage:
        this.#receiveAsyncMessage(header);
        break;
      case targetOpcode.reject:
        throw fromIscsi({ kind: 'reject', reason: decodeReject(header).reason });
      default:
        throw protocolError(`opcode ${opcodeOf(header)} is out of place`);
    }
    if (this.#task?.isSent === false && this.#window.isOpen) this.#send(this.#task);
  }

  closed(reason?: ConditionError): void {
    this.#phase = 'closed';
    this.#watch.stop();
    this.#end.resolve();
    const task = this.#task;
    this.#task = undefined;
    task?.fail(reasonOfLoss(reason, task.isSent));
  }

  #send(task: CommandTask): void {
    const { lun } = this.#options;
    const { command, dataOut } = task;
    const plan = planUnsolicited(dataOut.length, this.#parameters);
    task.isSent = true;
    const header = encodeScsiCommand({
      final: plan.unsolicitedLength === plan.immediateLength,
      direction: dataOut.length > 0 ? 'write' : task.dataInLength > 0 ? 'read' : 'none',
      lun,
      initiatorTaskTag: task.tag,
      expectedDataTransferLength: dataOut.length > 0 ? dataOut.length : task.dataInLength,
      cmdSn: this.#window.takeCmdSn(),
      expStatSn: this.#window.expStatSn,
      cdb: command.cdb,
    });
    const immediate = dataOut.length === plan.immediateLength ? dataOut : dataOut.subarray(0, plan.immediateLength);
    if (plan.unsolicitedLength === plan.immediateLength) return this.#channel.send(header, immediate);
    this.#channel.together(() => {
      this.#channel.send(header, immediate);
      this.#sendDataOut(task, reservedTag, plan.immediateLength, plan.unsolicitedLength);
    });
  }

  /** One sequence of Data-Out PDUs, from `from` up to `to` (RFC 7143, 11.7). */
  #sendDataOut(task: CommandTask, targetTransferTag: number, from: number, to: number): void {
    const step = this.#parameters.peerMaxRecvDataSegmentLength;
    for (let offset = from, dataSn = 0; offset < to; offset += step, dataSn += 1) {
      const end = Math.min(offset + step, to);
      const header = encodeDataOut({
        final: end === to,
        lun: this.#options.lun,
        initiatorTaskTag: task.tag,
        targetTransferTag,
        expStatSn: this.#window.expStatSn,
        dataSn,
        bufferOffset: offset,
      });
      this.#channel.send(header, task.dataOut.subarray(offset, end));
    }
  }

  #receiveDataIn(header: Buffer): void {
    const pdu = decodeDataIn(header);
    if (pdu.completion === undefined) return this.#window.update(pdu);
    const { status, statSn, residual } = pdu.completion;
    this.#window.updateWithStatus({ ...pdu, statSn });
    this.#finish(this.#taskOf(header)).succeed(status, residual);
  }

  #receiveResponse(header: Buffer, data: Uint8Array): void {
    const pdu = decodeScsiResponse(header);
    const task = this.#taskOf(header);
    this.#window.updateWithStatus(pdu);
    if (pdu.response !== 0) return this.#finish(task).fail(fromIscsi({ kind: 'response', response: pdu.response }));
    this.#finish(task).succeed(pdu.status, pdu.residual, decodeSenseSegment(data));
  }

  #receiveReadyToTransfer(header: Buffer): void {
    const pdu = decodeReadyToTransfer(header);
    const task = this.#taskOf(header);
    const end = pdu.bufferOffset + pdu.desiredDataTransferLength;
    if (pdu.desiredDataTransferLength === 0 || end > task.dataOut.length) {
      throw protocolError(`target asks for bytes ${pdu.bufferOffset} to ${end} of ${task.dataOut.length}`);
    }
    this.#window.update(pdu);
    this.#channel.together(() => this.#sendDataOut(task, pdu.targetTransferTag, pdu.bufferOffset, end));
  }

  #receiveNopIn(header: Buffer): void {
    const pdu = decodeNopIn(header);
    // A ping of the target tells the next status number without using it up (RFC 7143, 11.19.4).
    if (pdu.initiatorTaskTag === reservedTag) this.#window.update(pdu);
    else this.#window.updateWithStatus(pdu);
    if (pdu.targetTransferTag !== reservedTag) {
      this.#nopOut(reservedTag, pdu.targetTransferTag, header.subarray(8, 16));
    }
  }

  #receiveAsyncMessage(header: Buffer): void {
    const pdu = decodeAsyncMessage(header);
    this.#window.updateWithStatus(pdu);
    switch (pdu.event) {
      case asyncEvent.logoutRequested:
        if (this.#task === undefined) this.#leave();
        else if (this.#phase === 'open') this.#phase = 'asked to leave';
        break;
      case asyncEvent.connectionDropped:
      case asyncEvent.allConnectionsDropped:
        this.#channel.destroy(connectionLost('the target drops the connection'));
        break;
      default: // Sense data told unasked come again as a unit attention; a renegotiation may be left undone.
        break;
    }
  }

  #finish(task: CommandTask): CommandTask {
    this.#task = undefined;
    if (this.#phase === 'asked to leave') this.#leave();
    return task;
  }

  #leave(): void {
    if (this.#phase === 'leaving') return;
    this.#phase = 'leaving';
    this.#channel.send(
      encodeLogoutRequest({
        immediate: true,
        reason: logoutReason.closeSession,
        initiatorTaskTag: this.#nextTaskTag(),
        cid: 0,
        cmdSn: this.#window.cmdSn,
        expStatSn: this.#window.expStatSn,
      }),
    );
  }

  /** The time of a command is up: it is aborted in order, and whatever comes of that the connection is dropped. */
  #abort(task: CommandTask): void {
    const drop = (): void => this.#channel.destroy(task.timedOut);
    if (!task.isSent) return drop();
    this.#channel.send(
      encodeTaskManagementRequest({
        immediate: true,
        function: taskManagementFunction.abortTask,
        lun: this.#options.lun,
        initiatorTaskTag: this.#nextTaskTag(),
        referencedTaskTag: task.tag,
        cmdSn: this.#window.cmdSn,
        expStatSn: this.#window.expStatSn,
        refCmdSn: (this.#window.cmdSn - 1) >>> 0,
      }),
    );
    task.grantGrace(this.#options.abortTimeoutMs, drop);
  }

  #ping(): void {
    this.#nopOut(this.#nextTaskTag(), reservedTag);
  }

  #nopOut(initiatorTaskTag: number, targetTransferTag: number, lunField?: Buffer): void {
    const { cmdSn, expStatSn } = this.#window;
    const tags = { initiatorTaskTag, targetTransferTag };
    const header = encodeNopOut({ immediate: true, ...tags, cmdSn, expStatSn, ...(lunField && { lunField }) });
    this.#channel.send(header);
  }

  #taskOf(header: Buffer): CommandTask {
    const tag = initiatorTaskTagOf(header);
    if (this.#task?.tag !== tag) throw protocolError(`no command under way has the tag ${tag}`);
    return this.#task;
  }

  #nextTaskTag(): number {
    const next = nextSerial(this.#lastTaskTag);
    this.#lastTaskTag = next === reservedTag ? 1 : next;
    return this.#lastTaskTag;
  }
}

/** How much of the data of a command goes unasked: with the command, and right after it (RFC 7143, 4.2.5.2). */
export function planUnsolicited(
  lengthBytes: number,
  parameters: Pick<
    SessionParameters,
    'ImmediateData' | 'InitialR2T' | 'FirstBurstLength' | 'MaxBurstLength' | 'peerMaxRecvDataSegmentLength'
  >,
): { readonly immediateLength: number; readonly unsolicitedLength: number } {
  const first = Math.min(lengthBytes, parameters.FirstBurstLength, parameters.MaxBurstLength);
  const immediateLength = parameters.ImmediateData ? Math.min(first, parameters.peerMaxRecvDataSegmentLength) : 0;
  return { immediateLength, unsolicitedLength: parameters.InitialR2T ? immediateLength : first };
}

function connectionLost(message: string, cause?: unknown): ConditionError {
  return new ConditionError('TRANSPORT_CONNECTION_LOST', { message, cause });
}

/** What a command that was under way learns when its connection goes. */
function reasonOfLoss(reason: ConditionError | undefined, commandSent: boolean): ConditionError {
  if (reason !== undefined && !reason.is('TRANSPORT_CONNECTION_LOST')) return reason;
  return new ConditionError('TRANSPORT_CONNECTION_LOST', {
    message: commandSent ? 'whether the command was executed is not known' : 'the command was not sent',
    details: { command_sent: commandSent },
    cause: reason,
  });
}
