import { protocolError } from '../pdu/basic-header.ts';
import type { TextKey } from '../pdu/text-keys.ts';
import {
  type DigestList,
  defaultMaxRecvDataSegmentLength,
  defaultValues,
  type KeyRule,
  keyRules,
  type NegotiatedValues,
  type OfferedValues,
  type OperationalKey,
} from './operational-keys.ts';

/** What holds for a session once the operational negotiation is over. */
export interface SessionParameters extends NegotiatedValues {
  /** Largest data segment that the other side takes. */
  readonly peerMaxRecvDataSegmentLength: number;
}

/** Answer to a key that this side does not know (RFC 7143, 6.2). */
export const notUnderstood = 'NotUnderstood';
const rejected = 'Reject';

type Value = boolean | number | string;

/** The text of an offer. */
export function offerKeys(offer: OfferedValues): TextKey[] {
  return Object.entries(offer).map(([key, value]) => [key, textOf(value)]);
}

/**
 * One side's view of the operational negotiation. It ends with the same values on both sides, whatever the order of
 * the keys. Pure: text in, text out.
 */
export class Settlement {
  readonly #offer: OfferedValues;
  #values: NegotiatedValues = defaultValues;
  #peerMaxRecvDataSegmentLength = defaultMaxRecvDataSegmentLength;

  constructor(offer: OfferedValues) {
    this.#offer = offer;
  }

  /** As responder: takes the other side's offer for a key and gives the answer, which is the value in force. */
  respond(key: OperationalKey, offered: string): string {
    const rule: KeyRule = keyRules[key];
    const result = settle(rule, offered, this.#offer[key]);
    if (result === undefined) return rejected;
    this.#values = { ...this.#values, [key]: result };
    return textOf(result);
  }

  /**
   * As originator: takes the other side's answer to our offer.
   * @throws ConditionError TRANSPORT_PROTOCOL_ERROR where the answer is none that our offer allows
   */
  accept(key: OperationalKey, answer: string): void {
    if (answer === notUnderstood || answer === 'Irrelevant') return;
    const result = settle(keyRules[key], answer, this.#offer[key]);
    if (result === undefined || textOf(result) !== answer)
      throw protocolError(`${key}=${answer} answers no offer of ours`);
    this.#values = { ...this.#values, [key]: result };
  }

  /** @throws ConditionError TRANSPORT_PROTOCOL_ERROR where the value is out of its range (RFC 7143, 13.12) */
  declareMaxRecvDataSegmentLength(value: string): void {
    const length = numberOf(value);
    if (length === undefined || length < 512 || length > 0xffffff) {
      throw protocolError(`MaxRecvDataSegmentLength=${value} is not within 512 to 16777215`);
    }
    this.#peerMaxRecvDataSegmentLength = length;
  }

  get parameters(): SessionParameters {
    return {
      ...this.#values,
      peerMaxRecvDataSegmentLength: this.#peerMaxRecvDataSegmentLength,
    };
  }
}

/** Answer of a side that acts as responder only, to keys that are no operational ones it knows. */
export function respondToForeignKey(key: string): string {
  // RFC 3720's markers are gone since RFC 7143, yet older initiators still ask for them.
  return key === 'IFMarker' || key === 'OFMarker' ? 'No' : notUnderstood;
}

function settle(rule: KeyRule, theirs: string, ours: boolean | number | DigestList): Value | undefined {
  switch (rule.kind) {
    case 'boolean': {
      if (theirs !== 'Yes' && theirs !== 'No') return undefined;
      return rule.result === 'and' ? theirs === 'Yes' && ours === true : theirs === 'Yes' || ours === true;
    }
    case 'number': {
      const number = numberOf(theirs);
      if (number === undefined || number < rule.from || number > rule.to) return undefined;
      return rule.result === 'minimum' ? Math.min(number, Number(ours)) : Math.max(number, Number(ours));
    }
    case 'digest': {
      const known = ours as DigestList;
      return theirs.split(',').find((digest) => known.some((one) => one === digest));
    }
  }
}

/** A numerical value: decimal, or hexadecimal with 0x (RFC 7143, 6.1). */
function numberOf(text: string): number | undefined {
  return /^(\d{1,10}|0[xX][0-9a-fA-F]{1,8})$/.test(text) ? Number(text) : undefined;
}

function textOf(value: Value | DigestList): string {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  return typeof value === 'object' ? value.join(',') : String(value);
}
