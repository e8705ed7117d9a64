/** How two offers for one key become one value (RFC 7143, 6.2 and 13). */
export type KeyRule =
  | { readonly kind: 'boolean'; readonly result: 'and' | 'or' }
  | { readonly kind: 'number'; readonly result: 'minimum' | 'maximum'; readonly from: number; readonly to: number }
  | { readonly kind: 'digest' };

const largestLength = 0xffffff;

/** Keys that both sides settle together. MaxRecvDataSegmentLength is not among them: each side declares its own. */
export const keyRules = {
  HeaderDigest: { kind: 'digest' },
  DataDigest: { kind: 'digest' },
  MaxConnections: { kind: 'number', result: 'minimum', from: 1, to: 65535 },
  InitialR2T: { kind: 'boolean', result: 'or' },
  ImmediateData: { kind: 'boolean', result: 'and' },
  MaxBurstLength: { kind: 'number', result: 'minimum', from: 512, to: largestLength },
  FirstBurstLength: { kind: 'number', result: 'minimum', from: 512, to: largestLength },
  DefaultTime2Wait: { kind: 'number', result: 'maximum', from: 0, to: 3600 },
  DefaultTime2Retain: { kind: 'number', result: 'minimum', from: 0, to: 3600 },
  MaxOutstandingR2T: { kind: 'number', result: 'minimum', from: 1, to: 65535 },
  DataPDUInOrder: { kind: 'boolean', result: 'or' },
  DataSequenceInOrder: { kind: 'boolean', result: 'or' },
  ErrorRecoveryLevel: { kind: 'number', result: 'minimum', from: 0, to: 2 },
} as const satisfies Record<string, KeyRule>;

export type OperationalKey = keyof typeof keyRules;

/** A digest list, most wanted first. */
export type DigestList = readonly ('None' | 'CRC32C')[];

type ValueOf<R extends KeyRule> = R extends { kind: 'boolean' }
  ? boolean
  : R extends { kind: 'number' }
    ? number
    : never;

type NegotiatedKey = Exclude<OperationalKey, 'HeaderDigest' | 'DataDigest'>;

/** Values in force for one session. */
export type NegotiatedValues = { readonly [K in NegotiatedKey]: ValueOf<(typeof keyRules)[K]> } & {
  readonly HeaderDigest: 'None' | 'CRC32C';
  readonly DataDigest: 'None' | 'CRC32C';
};

/** What one side would like. */
export type OfferedValues = { readonly [K in NegotiatedKey]: ValueOf<(typeof keyRules)[K]> } & {
  readonly HeaderDigest: DigestList;
  readonly DataDigest: DigestList;
};

/** What holds where a key is not negotiated (RFC 7143, 13). */
export const defaultValues: NegotiatedValues = {
  HeaderDigest: 'None',
  DataDigest: 'None',
  MaxConnections: 1,
  InitialR2T: true,
  ImmediateData: true,
  MaxBurstLength: 262144,
  FirstBurstLength: 65536,
  DefaultTime2Wait: 2,
  DefaultTime2Retain: 20,
  MaxOutstandingR2T: 1,
  DataPDUInOrder: true,
  DataSequenceInOrder: true,
  ErrorRecoveryLevel: 0,
};

/** MaxRecvDataSegmentLength of a side that declares none (RFC 7143, 13.12). */
export const defaultMaxRecvDataSegmentLength = 8192;

/** Bytes that either side of ours takes in one PDU: a block of 256 KiB goes in one piece. */
export const ourMaxRecvDataSegmentLength = 1024 * 1024;

/**
 * What either side of ours offers unless told otherwise: whole blocks unasked in one burst, no recovery within a
 * session, one connection.
 */
export const ourOffer: OfferedValues = {
  HeaderDigest: ['None', 'CRC32C'],
  DataDigest: ['None', 'CRC32C'],
  MaxConnections: 1,
  InitialR2T: false,
  ImmediateData: true,
  MaxBurstLength: 1024 * 1024,
  FirstBurstLength: 1024 * 1024,
  DefaultTime2Wait: 0,
  DefaultTime2Retain: 0,
  MaxOutstandingR2T: 1,
  DataPDUInOrder: true,
  DataSequenceInOrder: true,
  ErrorRecoveryLevel: 0,
};

export function isOperationalKey(key: string): key is OperationalKey {
  return Object.hasOwn(keyRules, key);
}
