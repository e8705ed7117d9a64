import type { Socket } from 'node:net';
import { ConditionError } from '@cta/conditions';
import { fromIscsiSocket } from '../errors/from-iscsi-socket.ts';
import { paddingOf, protocolError, setDataSegmentLength } from '../pdu/basic-header.ts';
import { type Digests, digestOf, noDigests } from './digest.ts';
import { PduReader, type PduReceiver } from './pdu-reader.ts';

/** Who uses a channel. May be exchanged at any PDU, as the login phase gives way to the full-feature phase. */
export interface PduUser extends PduReceiver {
  /** The connection is gone, once and for all; `reason` is missing where this side or the other closed it in order. */
  closed(reason?: ConditionError): void;
}

const nothing = Buffer.alloc(0);

/** What is sent together is copied into one piece up to this size: to write that costs less than to write several. */
const gatheredBytes = 8 * 1024;

/** Stands in until who made the channel has set its user, in the same turn of the event loop. */
const nobody: PduUser = {
  place: () => {
    throw protocolError('a PDU came before the login phase');
  },
  receive: () => {
    throw protocolError('a PDU came before the login phase');
  },
  closed: () => {},
};

/** PDUs in both directions over one TCP connection. */
export class PduChannel {
  user: PduUser = nobody;
  /** When bytes last came in, as `performance.now()`. */
  lastReceivedAtMs = performance.now();
  readonly #socket: Socket;
  readonly #reader: PduReader;
  #digests: Digests = noDigests;
  #reason: ConditionError | undefined;
  /** Pieces of the burst under way. */
  #burst: Uint8Array[] | undefined;

  /**
   * @param socket connected or about to be; who made it hands its bytes to `push`
   * @param maxRecvDataSegmentLength bytes that this side takes in one PDU
   */
  constructor(socket: Socket, maxRecvDataSegmentLength: number) {
    this.#socket = socket;
    this.#reader = new PduReader(maxRecvDataSegmentLength);
    socket.setNoDelay(true);
    socket.on('error', (error) => {
      this.#reason ??= fromIscsiSocket(error);
    });
    socket.once('end', () => socket.destroy());
    socket.once('close', () => this.user.closed(this.#reason));
  }

  /** Bytes from the socket. They are used during the call only. */
  push(chunk: Uint8Array): void {
    this.lastReceivedAtMs = performance.now();
    try {
      this.#reader.push(chunk, () => this.user);
    } catch (error) {
      this.destroy(ConditionError.from(error));
    }
  }

  /** Holds for whole PDUs from the next one on, in both directions. */
  useDigests(digests: Digests): void {
    this.#digests = digests;
    this.#reader.useDigests(digests);
  }

  /**
   * Sends one PDU. `data` must stay as it is until the other side has answered, or until `flushed` resolves: long data
   * are not copied. Sets the header's DataSegmentLength.
   */
  send(header: Buffer, data: Uint8Array = nothing): void {
    setDataSegmentLength(header, data.length);
    const pieces = this.#piecesOf(header, data);
    if (this.#burst === undefined) this.#write(pieces);
    else this.#burst.push(...pieces);
  }

  /** Holds back what is sent in `burst` until its end, so that it leaves in as few system calls as may be. */
  together(burst: () => void): void {
    const pieces: Uint8Array[] = [];
    this.#burst = pieces;
    try {
      burst();
    } finally {
      this.#burst = undefined;
      this.#write(pieces);
    }
  }

  /** Resolves when all that was sent is with the operating system, or the connection is gone. */
  flushed(): Promise<void> {
    const socket = this.#socket;
    if (socket.destroyed || socket.writableLength === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const settle = (): void => {
        socket.off('close', settle);
        resolve();
      };
      socket.once('close', settle);
      socket.write(nothing, settle);
    });
  }

  /** Sends what was written, then closes. */
  end(): void {
    this.#socket.end();
  }

  /** Drops the connection at once. The first reason is the one that `closed` tells. */
  destroy(reason?: ConditionError): void {
    if (this.#socket.destroyed) return;
    this.#reason ??= reason;
    this.#socket.destroy();
  }

  #write(pieces: readonly Uint8Array[]): void {
    const socket = this.#socket;
    const [only] = pieces;
    if (only === undefined || socket.destroyed) return;
    if (pieces.length === 1) {
      socket.write(only);
    } else if (pieces.reduce((sum, piece) => sum + piece.length, 0) <= gatheredBytes) {
      socket.write(Buffer.concat(pieces));
    } else {
      socket.cork();
      for (const piece of pieces) socket.write(piece);
      socket.uncork();
    }
  }

  /** Header and data, each with its digest where there is one, and the data with their padding (RFC 7143, 11.1). */
  #piecesOf(header: Buffer, data: Uint8Array): Uint8Array[] {
    const pieces: Uint8Array[] = [header];
    if (this.#digests.header) pieces.push(digestOf(header));
    if (data.length === 0) return pieces;
    pieces.push(data);
    const paddingLength = paddingOf(data.length);
    const padding = paddingLength > 0 ? Buffer.alloc(paddingLength) : nothing;
    if (paddingLength > 0) pieces.push(padding);
    if (this.#digests.data) pieces.push(digestOf(data, padding));
    return pieces;
  }
}
