import type { ConditionError } from '@cta/conditions';
import {
  addSerial,
  decodeLoginRequest,
  decodeTextKeys,
  encodeLoginResponse,
  encodeTextKeys,
  initiatorOpcode,
  type LoginRequest,
  opcodeOf,
  ourOffer,
  type PduChannel,
  type PduUser,
  protocolError,
  type TextKey,
} from '@cta/scsi';
import { type LoginRefusal, type LoginReply, LoginResponder, loginRefusals } from './login-responder.ts';
import { commandWindowLength, TargetSession } from './target-session.ts';
import type { TargetSite } from './target-site.ts';

const maxTextLength = 64 * 1024;

/** The login phase of a connection that an initiator has made. It gives the channel over to the session. */
export class TargetLogin implements PduUser {
  readonly #site: TargetSite;
  readonly #channel: PduChannel;
  readonly #portal: string;
  readonly #responder: LoginResponder;
  readonly #late: NodeJS.Timeout;
  #statSn = 0;
  #text = Buffer.alloc(0);

  /** @param portal address that the initiator has reached us at, as HOST:PORT */
  constructor(site: TargetSite, channel: PduChannel, portal: string) {
    this.#site = site;
    this.#channel = channel;
    this.#portal = portal;
    this.#responder = new LoginResponder(site.targetName, ourOffer);
    this.#late = setTimeout(() => channel.destroy(protocolError('no login in time')), site.loginTimeoutMs).unref();
  }

  place(_header: Buffer, lengthBytes: number): Uint8Array {
    if (this.#text.length + lengthBytes > maxTextLength) throw protocolError('login text is too long');
    return Buffer.allocUnsafe(lengthBytes);
  }

  receive(header: Buffer, data: Uint8Array): void {
    if (opcodeOf(header) !== initiatorOpcode.loginRequest) throw protocolError('first request is not a login');
    const request = decodeLoginRequest(header);
    this.#text = Buffer.concat([this.#text, data]);
    if (request.continued) return this.#respond(request, false, []);
    const keys = decodeTextKeys(this.#text);
    this.#text = Buffer.alloc(0);
    if (request.tsih !== 0) return this.#refuse(request, loginRefusals.sessionDoesNotExist);
    const reply = this.#responder.respond(request, keys);
    if (reply.kind === 'refused') return this.#refuse(request, reply.refusal);
    if (reply.loggedIn === undefined) return this.#respond(request, reply.transit, reply.keys);
    this.#open(request, reply.keys, reply.loggedIn);
  }

  closed(reason?: ConditionError): void {
    clearTimeout(this.#late);
    if (reason !== undefined) this.#site.logger?.emit('iscsi_connection_dropped', {}, reason);
  }

  #open(
    request: LoginRequest,
    keys: readonly TextKey[],
    loggedIn: NonNullable<Extract<LoginReply, { kind: 'accepted' }>['loggedIn']>,
  ): void {
    clearTimeout(this.#late);
    const tsih = this.#site.nextTsih();
    this.#respond(request, true, keys, tsih);
    const { HeaderDigest, DataDigest } = loggedIn.parameters;
    this.#channel.useDigests({ header: HeaderDigest === 'CRC32C', data: DataDigest === 'CRC32C' });
    const session = new TargetSession(this.#site, this.#channel, {
      ...loggedIn,
      // Name of a SCSI initiator port (RFC 7143, 4.4.2): the same after a reconnection, another for each session.
      nexus: `${loggedIn.initiatorName},i,0x${request.isid}`,
      portal: this.#portal,
      expCmdSn: request.cmdSn,
      statSn: this.#statSn,
    });
    this.#site.enter(session);
    this.#channel.user = session;
  }

  #respond(request: LoginRequest, transit: boolean, keys: readonly TextKey[], tsih = 0): void {
    this.#send({ ...request, transit, continued: false, tsih }, { statusClass: 0, statusDetail: 0 }, keys);
  }

  #refuse(request: LoginRequest, refusal: LoginRefusal): void {
    this.#send({ ...request, transit: false, continued: false }, refusal, []);
    this.#channel.end();
  }

  #send(request: LoginRequest, status: LoginRefusal, keys: readonly TextKey[]): void {
    const header = encodeLoginResponse({
      ...request,
      ...status,
      statSn: this.#statSn,
      expCmdSn: request.cmdSn,
      maxCmdSn: addSerial(request.cmdSn, commandWindowLength - 1),
    });
    this.#statSn = addSerial(this.#statSn, 1);
    this.#channel.send(header, encodeTextKeys(keys));
  }
}
