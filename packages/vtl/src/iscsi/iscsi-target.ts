import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { ConditionError } from '@cta/conditions';
import type { Logger } from '@cta/runtime';
import {
  type IscsiPortal,
  type LogicalUnit,
  ourMaxRecvDataSegmentLength,
  PduChannel,
  type SilenceBounds,
} from '@cta/scsi';
import type { iscsiTargetEvents } from './iscsi-target-events.ts';
import { TargetLogin } from './target-login.ts';
import { TargetSite } from './target-site.ts';

export interface IscsiTargetOptions extends IscsiPortal {
  /** Devices by LUN: the first is LUN 0. */
  readonly units: readonly LogicalUnit[];
  readonly targetName: string;
  readonly logger?: Logger<typeof iscsiTargetEvents>;
  /** How a dead initiator is found out; by default silence of 30 s, then 30 s without an answer. */
  readonly silence?: SilenceBounds;
}

export interface IscsiTarget {
  /** Port that is listened on: the one that was given, or the one that the system chose for 0. */
  readonly port: number;
  /** Drops all sessions and stops listening. Commands that units are executing come to their end unanswered. */
  close(): Promise<void>;
}

const defaultSilence: SilenceBounds = { silenceMs: 30_000, answerMs: 30_000 };
const loginTimeoutMs = 15_000;

/**
 * Offers logical units over iSCSI (RFC 7143) to any number of initiators.
 * @throws ConditionError ISCSI_PORTAL_UNUSABLE
 */
export async function serveIscsi(options: IscsiTargetOptions): Promise<IscsiTarget> {
  const site = new TargetSite({ ...options, silence: options.silence ?? defaultSilence, loginTimeoutMs });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    receiveFrom(socket, site);
  });
  const { port } = await listen(server, options);
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function receiveFrom(socket: Socket, site: TargetSite): void {
  const channel = new PduChannel(socket, ourMaxRecvDataSegmentLength);
  const { localAddress = '', localPort = 0, localFamily } = socket;
  const host = localFamily === 'IPv6' ? `[${localAddress}]` : localAddress;
  channel.user = new TargetLogin(site, channel, `${host}:${localPort}`);
  socket.on('data', (chunk: Buffer) => {
    channel.push(chunk);
    release(chunk);
  });
}

/** Chunks that are worth giving back at once: the long ones of a stream. */
const longChunkBytes = 16 * 1024;

/**
 * Gives the memory of a long chunk back now. Left to the garbage collector, the chunks of a stream make it collect
 * twenty times a second, which costs a third of the throughput. A chunk of a socket has a buffer of its own.
 */
function release({ buffer, length }: Buffer): void {
  if (length < longChunkBytes) return;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === length) buffer.transfer(0);
}

function listen(server: Server, { host, port }: IscsiPortal): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: Error) => {
      const message = `${host}:${port}: ${cause.message}`;
      reject(new ConditionError('ISCSI_PORTAL_UNUSABLE', { message, details: { host, port }, cause }));
    });
    server.listen({ host, port }, () => {
      const address = server.address();
      if (address !== null && typeof address === 'object') resolve(address);
    });
  });
}
