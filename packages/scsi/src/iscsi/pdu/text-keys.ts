import { protocolError } from './basic-header.ts';

/** One `key=value` pair of a login or text PDU. */
export type TextKey = readonly [key: string, value: string];

const longestKeyLength = 63;

/** Text of login and text PDUs: each pair ended by a zero byte (RFC 7143, 6.1). */
export function encodeTextKeys(keys: Iterable<TextKey>): Buffer {
  let text = '';
  for (const [key, value] of keys) text += `${key}=${value}\0`;
  return Buffer.from(text, 'utf8');
}

/** @throws ConditionError TRANSPORT_PROTOCOL_ERROR where the bytes are not a sequence of pairs */
export function decodeTextKeys(bytes: Uint8Array): TextKey[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const keys: TextKey[] = [];
  for (const pair of text.split('\0')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    if (equals < 1 || equals > longestKeyLength) throw protocolError(`'${pair.slice(0, 80)}' is not a key=value pair`);
    keys.push([pair.slice(0, equals), pair.slice(equals + 1)]);
  }
  return keys;
}
