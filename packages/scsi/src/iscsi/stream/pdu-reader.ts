import { ConditionError } from '@cta/conditions';
import {
  additionalHeaderLengthOf,
  basicHeaderLength,
  dataSegmentLengthOf,
  paddingOf,
  protocolError,
} from '../pdu/basic-header.ts';
import { type Digests, digestLength, digestOf, noDigests } from './digest.ts';

/** Who takes the PDUs of a connection, one after the other. */
export interface PduReceiver {
  /**
   * Where the data segment of a PDU is to lie: exactly `lengthBytes`, which is not zero. Data-In goes straight into
   * the command's buffer in this way.
   */
  place(header: Buffer, lengthBytes: number): Uint8Array;
  /** A whole PDU. `header` is reused after the call; `data` is what `place` gave, or empty. */
  receive(header: Buffer, data: Uint8Array): void;
}

const nothing = new Uint8Array(0);

/**
 * Cuts a stream of bytes into PDUs (RFC 7143, 11.1). Each byte is copied once, to where it stays. Throws ConditionError
 * TRANSPORT_PROTOCOL_ERROR for what cannot be a PDU and TRANSPORT_CONNECTION_LOST for a wrong digest: without recovery
 * within the connection (ErrorRecoveryLevel 0) both end it.
 */
export class PduReader {
  readonly #maxDataSegmentLength: number;
  #digests: Digests = noDigests;
  #part: 'header' | 'data' | 'trailer' = 'header';
  /** Bytes of the present part that are there. */
  #filled = 0;
  readonly #header = Buffer.alloc(basicHeaderLength + digestLength);
  readonly #basicHeader = this.#header.subarray(0, basicHeaderLength);
  #headerLength = basicHeaderLength;
  #data: Uint8Array = nothing;
  readonly #trailer = Buffer.alloc(3 + digestLength);
  #paddingLength = 0;
  #trailerLength = 0;

  /** @param maxDataSegmentLength what this side declared as MaxRecvDataSegmentLength */
  constructor(maxDataSegmentLength: number) {
    this.#maxDataSegmentLength = maxDataSegmentLength;
  }

  /** Holds from the next PDU on. */
  useDigests(digests: Digests): void {
    this.#digests = digests;
    if (this.#part === 'header' && this.#filled === 0) this.#headerLength = this.#fullHeaderLength();
  }

  push(chunk: Uint8Array, receiver: () => PduReceiver): void {
    let at = 0;
    while (at < chunk.length) {
      const target = this.#target();
      const count = Math.min(target.length - this.#filled, chunk.length - at);
      target.set(count === chunk.length ? chunk : chunk.subarray(at, at + count), this.#filled);
      this.#filled += count;
      at += count;
      if (this.#filled === target.length) this.#completePart(receiver);
    }
  }

  #target(): Uint8Array {
    switch (this.#part) {
      case 'header':
        return this.#header.subarray(0, this.#headerLength);
      case 'data':
        return this.#data;
      case 'trailer':
        return this.#trailer.subarray(0, this.#trailerLength);
    }
  }

  #completePart(receiver: () => PduReceiver): void {
    switch (this.#part) {
      case 'header':
        this.#checkHeader();
        return this.#begin(receiver);
      case 'data':
        return this.#trailerLength === 0 ? this.#deliver(receiver) : this.#enter('trailer');
      case 'trailer':
        this.#checkData();
        return this.#deliver(receiver);
    }
  }

  #begin(receiver: () => PduReceiver): void {
    const length = dataSegmentLengthOf(this.#basicHeader);
    if (length === 0) return this.#deliver(receiver);
    if (length > this.#maxDataSegmentLength) {
      throw protocolError(`a data segment of ${length} bytes exceeds the declared ${this.#maxDataSegmentLength}`);
    }
    this.#data = receiver().place(this.#basicHeader, length);
    this.#paddingLength = paddingOf(length);
    this.#trailerLength = this.#paddingLength + (this.#digests.data ? digestLength : 0);
    this.#enter('data');
  }

  #deliver(receiver: () => PduReceiver): void {
    const data = this.#data;
    this.#data = nothing;
    this.#enter('header');
    receiver().receive(this.#basicHeader, data);
    this.#headerLength = this.#fullHeaderLength();
  }

  #enter(part: 'header' | 'data' | 'trailer'): void {
    this.#part = part;
    this.#filled = 0;
  }

  #fullHeaderLength(): number {
    return basicHeaderLength + (this.#digests.header ? digestLength : 0);
  }

  #checkHeader(): void {
    if (this.#headerLength > basicHeaderLength) {
      const received = this.#header.subarray(basicHeaderLength);
      if (!digestOf(this.#basicHeader).equals(received)) throw digestError('header');
    }
    const additional = additionalHeaderLengthOf(this.#basicHeader);
    if (additional > 0) throw protocolError(`additional header segments (${additional} bytes) are not supported`);
  }

  #checkData(): void {
    if (!this.#digests.data) return;
    const padding = this.#trailer.subarray(0, this.#paddingLength);
    const received = this.#trailer.subarray(this.#paddingLength, this.#trailerLength);
    if (!digestOf(this.#data, padding).equals(received)) throw digestError('data');
  }
}

function digestError(part: 'header' | 'data'): ConditionError {
  return new ConditionError('TRANSPORT_CONNECTION_LOST', { message: `${part} digest is wrong` });
}
