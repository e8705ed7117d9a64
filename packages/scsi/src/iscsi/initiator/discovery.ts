import { ConditionError } from '@cta/conditions';
import type { IscsiPortal } from '../iscsi-address.ts';
import { ourOffer } from '../negotiation/operational-keys.ts';
import { opcodeOf, protocolError, reservedTag, targetOpcode } from '../pdu/basic-header.ts';
import { encodeLogoutRequest, logoutReason } from '../pdu/logout.ts';
import { decodeTextResponse, encodeTextRequest } from '../pdu/text.ts';
import { decodeTextKeys, encodeTextKeys, type TextKey } from '../pdu/text-keys.ts';
import type { PduChannel, PduUser } from '../stream/pdu-channel.ts';
import type { CommandWindow } from './command-window.ts';
import { connect, newIsid } from './connection.ts';
import type { Establishment } from './login-exchange.ts';

/** A target that a portal offers. */
export interface DiscoveredTarget {
  readonly targetName: string;
  /** Portals at which it can be had, as HOST:PORT,GROUP. */
  readonly addresses: readonly string[];
}

export interface DiscoveryOptions extends IscsiPortal {
  readonly initiatorName: string;
  /** Bound on connection and login, and again on the answer. */
  readonly connectTimeoutMs: number;
  readonly signal?: AbortSignal;
}

const discoveryTaskTag = 2;
const maxTextLength = 1024 * 1024;

/**
 * Asks a portal for its targets by SendTargets in a discovery session (RFC 7143, appendix C).
 * @throws ConditionError as `openIscsiTransport` does
 */
export async function discoverTargets(options: DiscoveryOptions): Promise<DiscoveredTarget[]> {
  const session = await connect(
    { ...options, isid: newIsid(), purpose: { sessionType: 'Discovery' }, offer: ourOffer, signal: options.signal },
    (establishment) => new DiscoverySession(establishment),
  );
  return groupByTarget(await session.sendTargets(options.connectTimeoutMs));
}

/** Addresses follow the name of their target. */
export function groupByTarget(keys: readonly TextKey[]): DiscoveredTarget[] {
  const targets: { readonly targetName: string; readonly addresses: string[] }[] = [];
  for (const [key, value] of keys) {
    if (key === 'TargetName') targets.push({ targetName: value, addresses: [] });
    else if (key === 'TargetAddress') targets.at(-1)?.addresses.push(value);
  }
  return targets;
}

class DiscoverySession implements PduUser {
  readonly #channel: PduChannel;
  readonly #window: CommandWindow;
  readonly #answer = Promise.withResolvers<TextKey[]>();
  #text = Buffer.alloc(0);

  constructor({ channel, window }: Establishment) {
    this.#channel = channel;
    this.#window = window;
  }

  async sendTargets(timeoutMs: number): Promise<TextKey[]> {
    const late = setTimeout(() => this.#channel.destroy(), timeoutMs);
    this.#send(reservedTag, [['SendTargets', 'All']]);
    try {
      return await this.#answer.promise;
    } finally {
      clearTimeout(late);
    }
  }

  place(_header: Buffer, lengthBytes: number): Uint8Array {
    if (this.#text.length + lengthBytes > maxTextLength) throw protocolError('list of targets is too long');
    return Buffer.allocUnsafe(lengthBytes);
  }

  receive(header: Buffer, data: Uint8Array): void {
    switch (opcodeOf(header)) {
      case targetOpcode.textResponse:
        return this.#receiveText(header, data);
      case targetOpcode.logoutResponse:
        return this.#channel.end();
      default:
        throw protocolError(`opcode ${opcodeOf(header)} answers SendTargets`);
    }
  }

  closed(reason?: ConditionError): void {
    const message = 'no list of targets came';
    this.#answer.reject(reason ?? new ConditionError('TRANSPORT_CONNECTION_LOST', { message }));
  }

  #receiveText(header: Buffer, data: Uint8Array): void {
    const pdu = decodeTextResponse(header);
    this.#window.updateWithStatus(pdu);
    this.#text = Buffer.concat([this.#text, data]);
    if (!pdu.final) return this.#send(pdu.targetTransferTag, []);
    this.#answer.resolve(decodeTextKeys(this.#text));
    this.#channel.send(
      encodeLogoutRequest({
        immediate: true,
        reason: logoutReason.closeSession,
        initiatorTaskTag: discoveryTaskTag + 1,
        cid: 0,
        cmdSn: this.#window.cmdSn,
        expStatSn: this.#window.expStatSn,
      }),
    );
    this.#channel.end();
  }

  #send(targetTransferTag: number, keys: readonly TextKey[]): void {
    const header = encodeTextRequest({
      final: true,
      continued: false,
      initiatorTaskTag: discoveryTaskTag,
      targetTransferTag,
      cmdSn: this.#window.takeCmdSn(),
      expStatSn: this.#window.expStatSn,
    });
    this.#channel.send(header, encodeTextKeys(keys));
  }
}
