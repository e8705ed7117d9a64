import { ConditionError } from '@cta/conditions';
import type { SessionParameters } from '../negotiation/settlement.ts';
import { opcodeOf, protocolError, targetOpcode } from '../pdu/basic-header.ts';
import { decodeLoginResponse, encodeLoginRequest, type Isid } from '../pdu/login.ts';
import { decodeTextKeys, encodeTextKeys } from '../pdu/text-keys.ts';
import type { PduChannel, PduUser } from '../stream/pdu-channel.ts';
import { CommandWindow } from './command-window.ts';
import type { LoginNegotiation, LoginStep } from './login-negotiation.ts';

/** A session that has just entered the full-feature phase. */
export interface Establishment {
  readonly channel: PduChannel;
  readonly parameters: SessionParameters;
  readonly window: CommandWindow;
}

const loginTaskTag = 1;
const firstCmdSn = 1;
const maxTextLength = 64 * 1024;

/** The login phase on a channel. It gives the channel over to the session before any further PDU is read. */
export class LoginExchange<S extends PduUser> implements PduUser {
  readonly established: Promise<S>;
  readonly #channel: PduChannel;
  readonly #isid: Isid;
  readonly #negotiation: LoginNegotiation;
  readonly #establish: (establishment: Establishment) => S;
  readonly #settle: { readonly resolve: (session: S) => void; readonly reject: (reason: ConditionError) => void };
  #expStatSn = 0;
  #text = Buffer.alloc(0);

  constructor(
    channel: PduChannel,
    isid: Isid,
    negotiation: LoginNegotiation,
    establish: (establishment: Establishment) => S,
  ) {
    this.#channel = channel;
    this.#isid = isid;
    this.#negotiation = negotiation;
    this.#establish = establish;
    const { promise, resolve, reject } = Promise.withResolvers<S>();
    this.established = promise;
    this.#settle = { resolve, reject };
  }

  start(): void {
    this.#do(this.#negotiation.start());
  }

  place(_header: Buffer, lengthBytes: number): Uint8Array {
    if (this.#text.length + lengthBytes > maxTextLength) throw protocolError('login text is too long');
    return Buffer.allocUnsafe(lengthBytes);
  }

  receive(header: Buffer, data: Uint8Array): void {
    const opcode = opcodeOf(header);
    if (opcode !== targetOpcode.loginResponse) throw protocolError(`opcode ${opcode} answers a login request`);
    const response = decodeLoginResponse(header);
    this.#text = Buffer.concat([this.#text, data]);
    if (response.statusClass === 0) this.#expStatSn = (response.statSn + 1) >>> 0;
    const keys = response.continued || response.statusClass !== 0 ? [] : decodeTextKeys(this.#text);
    if (!response.continued) this.#text = Buffer.alloc(0);
    const step = this.#negotiation.next(response, keys);
    if (step.kind === 'send') return this.#do(step);
    this.#enterFullFeaturePhase(step.parameters, new CommandWindow(firstCmdSn, this.#expStatSn, response));
  }

  closed(reason?: ConditionError): void {
    this.#settle.reject(
      reason ??
        new ConditionError('TRANSPORT_CONNECTION_LOST', { message: 'target closed the connection during login' }),
    );
  }

  #enterFullFeaturePhase(parameters: SessionParameters, window: CommandWindow): void {
    this.#channel.useDigests({
      header: parameters.HeaderDigest === 'CRC32C',
      data: parameters.DataDigest === 'CRC32C',
    });
    const session = this.#establish({ channel: this.#channel, parameters, window });
    this.#channel.user = session;
    this.#settle.resolve(session);
  }

  #do(step: LoginStep): void {
    if (step.kind !== 'send') return;
    const header = encodeLoginRequest({
      ...step.progress,
      isid: this.#isid,
      tsih: 0,
      initiatorTaskTag: loginTaskTag,
      cid: 0,
      cmdSn: firstCmdSn,
      expStatSn: this.#expStatSn,
    });
    this.#channel.send(header, encodeTextKeys(step.keys));
  }
}
