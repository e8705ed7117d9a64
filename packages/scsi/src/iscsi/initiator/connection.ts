import { randomBytes } from 'node:crypto';
import { connect as connectSocket } from 'node:net';
import { ConditionError } from '@cta/conditions';
import type { IscsiPortal } from '../iscsi-address.ts';
import { type OfferedValues, ourMaxRecvDataSegmentLength } from '../negotiation/operational-keys.ts';
import type { Isid } from '../pdu/login.ts';
import { PduChannel, type PduUser } from '../stream/pdu-channel.ts';
import { type Establishment, LoginExchange } from './login-exchange.ts';
import { LoginNegotiation, type LoginPurpose } from './login-negotiation.ts';

export interface ConnectOptions extends IscsiPortal {
  readonly initiatorName: string;
  readonly isid: Isid;
  readonly purpose: LoginPurpose;
  readonly offer: OfferedValues;
  /** Bound on connection and login together. */
  readonly connectTimeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

const receiveBufferLength = 256 * 1024;

/** A new identifier of the 'random' format (RFC 7143, 11.12.5); one that is kept makes a login reinstate its session. */
export function newIsid(): Isid {
  return `80${randomBytes(5).toString('hex')}` as Isid;
}

/**
 * Connects, logs in and gives the channel to the session that `establish` makes.
 * @throws ConditionError TRANSPORT_UNREACHABLE, TRANSPORT_CONNECTION_LOST, and those of `fromIscsi`
 */
export async function connect<S extends PduUser>(
  options: ConnectOptions,
  establish: (establishment: Establishment) => S,
): Promise<S> {
  const { host, port, isid, connectTimeoutMs, signal } = options;
  signal?.throwIfAborted();
  const channel = openChannel(host, port);
  const negotiation = new LoginNegotiation(options.initiatorName, options.purpose, options.offer);
  const exchange = new LoginExchange(channel, isid, negotiation, establish);
  channel.user = exchange;
  const late = setTimeout(() => channel.destroy(noLogin(options)), connectTimeoutMs);
  const abort = (): void => channel.destroy(ConditionError.from(signal?.reason));
  signal?.addEventListener('abort', abort);
  try {
    exchange.start();
    return await exchange.established;
  } finally {
    clearTimeout(late);
    signal?.removeEventListener('abort', abort);
  }
}

/** What is sent before the connection stands waits in the socket. */
function openChannel(host: string, port: number): PduChannel {
  const buffer = Buffer.allocUnsafeSlow(receiveBufferLength);
  const socket = connectSocket({
    host,
    port,
    onread: {
      buffer,
      callback: (count) => {
        channel.push(buffer.subarray(0, count));
        return true;
      },
    },
  });
  const channel: PduChannel = new PduChannel(socket, ourMaxRecvDataSegmentLength);
  return channel;
}

function noLogin({ host, port, connectTimeoutMs }: ConnectOptions): ConditionError {
  return new ConditionError('TRANSPORT_UNREACHABLE', {
    message: `no login at ${host}:${port} within ${connectTimeoutMs} ms`,
    details: { host, port },
  });
}
