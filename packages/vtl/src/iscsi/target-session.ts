import type { ConditionError } from '@cta/conditions';
import {
  addSerial,
  decodeDataOut,
  decodeLogoutRequest,
  decodeNopOut,
  decodeScsiCommand,
  decodeTaskManagementRequest,
  decodeTextKeys,
  decodeTextRequest,
  encodeLogoutResponse,
  encodeNopIn,
  encodeReadyToTransfer,
  encodeReject,
  encodeTaskManagementResponse,
  encodeTextKeys,
  encodeTextResponse,
  initiatorOpcode,
  initiatorTaskTagOf,
  isImmediate,
  logoutReason,
  nextSerial,
  opcodeOf,
  type PduChannel,
  type PduUser,
  protocolError,
  rejectReason,
  reservedTag,
  type ScsiCommandPdu,
  SilenceWatch,
} from '@cta/scsi';
import { BufferPool } from './buffer-pool.ts';
import { CommandExecution } from './command-execution.ts';
import type { LoggedIn } from './login-responder.ts';
import { answerTextKeys } from './send-targets.ts';
import { StatusSender } from './status-sender.ts';
import type { SiteSession } from './site-session.ts';
import { manageTasks } from './task-management.ts';
import type { TargetSite } from './target-site.ts';
import { TargetTask } from './target-task.ts';

/** Commands that an initiator may have under way in one session. */
export const commandWindowLength = 32;

/** Longest data of a command that are taken: beyond READ(6) and WRITE(6), whose lengths have 24 bits. */
const maxDataLength = 32 * 1024 * 1024;

export interface TargetSessionOptions extends LoggedIn {
  /** Name of the initiator port. */
  readonly nexus: string;
  readonly portal: string;
  readonly expCmdSn: number;
  readonly statSn: number;
}

const cmdSnOffset = 24;

/** The full-feature phase of one session, as its target sees it. */
export class TargetSession implements PduUser, SiteSession {
  readonly nexus: string;
  readonly #site: TargetSite;
  readonly #channel: PduChannel;
  readonly #options: TargetSessionOptions;
  readonly #status: StatusSender;
  readonly #execution: CommandExecution;
  readonly #watch: SilenceWatch;
  readonly #tasks = new Map<number, TargetTask>();
  readonly #buffers = new BufferPool();
  /** The command whose immediate data are being received, and their buffer. */
  #placed: { readonly command: ScsiCommandPdu; readonly dataOut: Uint8Array } | undefined;
  #lastTransferTag = 0;

  constructor(site: TargetSite, channel: PduChannel, options: TargetSessionOptions) {
    this.nexus = options.nexus;
    this.#site = site;
    this.#channel = channel;
    this.#options = options;
    this.#status = new StatusSender(channel, options, () => commandWindowLength - this.#tasks.size);
    this.#execution = new CommandExecution(site, channel, this.#status, options);
    this.#watch = new SilenceWatch({
      ...site.silence,
      lastReceivedAtMs: () => channel.lastReceivedAtMs,
      ask: () => this.#ping(),
      dead: () => channel.destroy(protocolError('initiator does not answer')),
    });
    site.logger?.emit('iscsi_session_opened', { initiator: this.nexus, session_type: options.sessionType });
  }

  get tasks(): Iterable<TargetTask> {
    return this.#tasks.values();
  }

  task(initiatorTaskTag: number): TargetTask | undefined {
    return this.#tasks.get(initiatorTaskTag);
  }

  drop(): void {
    this.#abortAll();
    this.#channel.destroy();
  }

  abort(task: TargetTask): void {
    task.abort();
    this.#tasks.delete(task.command.initiatorTaskTag);
  }

  place(header: Buffer, lengthBytes: number): Uint8Array {
    switch (opcodeOf(header)) {
      case initiatorOpcode.dataOut: {
        const pdu = decodeDataOut(header);
        const task = this.#tasks.get(pdu.initiatorTaskTag);
        // Data of a task that was aborted are on their way still; they are read and forgotten.
        if (task === undefined) return Buffer.allocUnsafe(lengthBytes);
        return task.place(pdu, lengthBytes);
      }
      case initiatorOpcode.scsiCommand: {
        this.#placed = this.#decodeCommand(header);
        const { dataOut } = this.#placed;
        if (lengthBytes > dataOut.length) throw protocolError('more immediate data than the command has');
        return lengthBytes === dataOut.length ? dataOut : dataOut.subarray(0, lengthBytes);
      }
      default:
        return Buffer.allocUnsafe(lengthBytes);
    }
  }

  receive(header: Buffer, data: Uint8Array): void {
    const opcode = opcodeOf(header);
    if (opcode === initiatorOpcode.dataOut) return this.#receiveDataOut(header);
    if (!this.#takeCmdSn(header)) return;
    switch (opcode) {
      case initiatorOpcode.scsiCommand:
        return this.#receiveCommand(header, data.length);
      case initiatorOpcode.nopOut:
        return this.#receiveNopOut(header, data);
      case initiatorOpcode.taskManagementRequest:
        return this.#receiveTaskManagement(header);
      case initiatorOpcode.textRequest:
        return this.#receiveText(header, data);
      case initiatorOpcode.logoutRequest:
        return this.#receiveLogout(header);
      default:
        return this.#reject(header, rejectReason.commandNotSupported);
    }
  }

  closed(reason?: ConditionError): void {
    this.#watch.stop();
    this.#abortAll();
    this.#site.leave(this);
    if (reason === undefined) this.#site.logger?.emit('iscsi_session_closed', { initiator: this.nexus });
    else this.#site.logger?.emit('iscsi_connection_dropped', { initiator: this.nexus }, reason);
  }

  #abortAll(): void {
    for (const task of this.#tasks.values()) task.abort();
    this.#tasks.clear();
  }

  /** @returns whether the request is the next one; others are not for us (RFC 7143, 4.2.2.1) */
  #takeCmdSn(header: Buffer): boolean {
    if (isImmediate(header)) return true;
    const isPingAnswer = opcodeOf(header) === initiatorOpcode.nopOut && initiatorTaskTagOf(header) === reservedTag;
    if (isPingAnswer) return true;
    if (header.readUInt32BE(cmdSnOffset) !== this.#status.expCmdSn) {
      this.#placed = undefined;
      return false;
    }
    this.#status.expCmdSn = nextSerial(this.#status.expCmdSn);
    return true;
  }

  #receiveCommand(header: Buffer, immediateLength: number): void {
    const { command, dataOut } = this.#placed ?? this.#decodeCommand(header);
    this.#placed = undefined;
    if (this.#options.sessionType !== 'Normal') return this.#reject(header, rejectReason.protocolError);
    if (this.#tasks.has(command.initiatorTaskTag)) return this.#reject(header, rejectReason.taskInProgress);
    if (command.direction === 'bidirectional') return this.#reject(header, rejectReason.invalidPduField);
    if (this.#tasks.size >= commandWindowLength) return this.#reject(header, rejectReason.immediateCommandReject);
    const task = new TargetTask(command, dataOut, immediateLength);
    this.#tasks.set(command.initiatorTaskTag, task);
    this.#execution.enter(
      task,
      () => {
        if (this.#tasks.get(command.initiatorTaskTag) === task) this.#tasks.delete(command.initiatorTaskTag);
      },
      () => this.#buffers.giveBack(dataOut),
    );
    if (!task.awaitsUnsolicited) this.#askForMore(task);
  }

  #receiveDataOut(header: Buffer): void {
    const pdu = decodeDataOut(header);
    const task = this.#tasks.get(pdu.initiatorTaskTag);
    if (task !== undefined && pdu.final) this.#askForMore(task);
  }

  #askForMore(task: TargetTask): void {
    const burst = task.endSequence(this.#options.parameters.MaxBurstLength, this.#nextTransferTag());
    if (burst === undefined) return;
    this.#channel.send(
      encodeReadyToTransfer({
        ...this.#status.counters(),
        lun: task.command.lun,
        initiatorTaskTag: task.command.initiatorTaskTag,
        targetTransferTag: task.transferTag,
        r2tSn: burst.r2tSn,
        bufferOffset: burst.bufferOffset,
        desiredDataTransferLength: burst.lengthBytes,
      }),
    );
  }

  #receiveNopOut(header: Buffer, data: Uint8Array): void {
    const { initiatorTaskTag } = decodeNopOut(header);
    if (initiatorTaskTag === reservedTag) return;
    const echoed = data.subarray(0, this.#options.parameters.peerMaxRecvDataSegmentLength);
    const tags = { initiatorTaskTag, targetTransferTag: reservedTag };
    this.#channel.send(encodeNopIn({ ...tags, ...this.#status.take() }), echoed);
  }

  #receiveTaskManagement(header: Buffer): void {
    const request = decodeTaskManagementRequest(header);
    const answer = manageTasks(request, this, this.#site);
    const { initiatorTaskTag } = request;
    this.#channel.send(encodeTaskManagementResponse({ answer, initiatorTaskTag, ...this.#status.take() }));
  }

  #receiveText(header: Buffer, data: Uint8Array): void {
    const request = decodeTextRequest(header);
    if (request.continued) return this.#reject(header, rejectReason.longOperationReject);
    const offered = { targetName: this.#site.targetName, portal: this.#options.portal };
    const answers = answerTextKeys(decodeTextKeys(data), offered);
    const response = encodeTextResponse({
      final: true,
      continued: false,
      initiatorTaskTag: request.initiatorTaskTag,
      targetTransferTag: reservedTag,
      ...this.#status.take(),
    });
    this.#channel.send(response, encodeTextKeys(answers));
  }

  #receiveLogout(header: Buffer): void {
    const { reason, initiatorTaskTag } = decodeLogoutRequest(header);
    const recoveryNotSupported = 2;
    const response = reason === logoutReason.removeForRecovery ? recoveryNotSupported : 0;
    this.#channel.send(encodeLogoutResponse({ response, initiatorTaskTag, ...this.#status.take() }));
    this.#channel.end();
  }

  #reject(header: Buffer, reason: number): void {
    this.#channel.send(encodeReject({ reason, ...this.#status.take() }), Buffer.from(header));
  }

  #ping(): void {
    const tags = { initiatorTaskTag: reservedTag, targetTransferTag: this.#nextTransferTag() };
    this.#channel.send(encodeNopIn({ ...tags, ...this.#status.counters() }));
  }

  #decodeCommand(header: Buffer): { readonly command: ScsiCommandPdu; readonly dataOut: Uint8Array } {
    const command = decodeScsiCommand(header);
    const length = command.direction === 'write' ? command.expectedDataTransferLength : 0;
    if (length > maxDataLength) throw protocolError(`a command with ${length} bytes of data is not taken`);
    return { command, dataOut: this.#buffers.take(length) };
  }

  #nextTransferTag(): number {
    this.#lastTransferTag = addSerial(this.#lastTransferTag, 1) % reservedTag;
    return this.#lastTransferTag;
  }
}
