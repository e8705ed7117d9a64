import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Sense, encodeSense } from './sense.ts';

const vectors: readonly [string, Sense, string][] = [
  ['current', { key: 'not ready', asc: 0x3a, ascq: 0 }, '700002000000000a000000003a0000000000'],
  ['deferred', { key: 'medium error', asc: 0x0c, ascq: 0, deferred: true }, '710003000000000a000000000c0000000000'],
  [
    'filemark with residual',
    { key: 'no sense', asc: 0, ascq: 1, filemark: true, information: 0x40000 },
    'f00080000400000a00000000000100000000',
  ],
  [
    'end of medium',
    { key: 'volume overflow', asc: 0, ascq: 2, endOfMedium: true },
    '70004d000000000a00000000000200000000',
  ],
  [
    'negative residual',
    { key: 'no sense', asc: 0, ascq: 0, incorrectLength: true, information: -4 },
    'f00020fffffffc0a00000000000000000000',
  ],
  [
    'field of the CDB',
    { key: 'illegal request', asc: 0x24, ascq: 0, field: { in: 'cdb', byte: 5 } },
    '700005000000000a00000000240000c00005',
  ],
  [
    'field of the parameters',
    { key: 'illegal request', asc: 0x26, ascq: 0, field: { in: 'parameters', byte: 300 } },
    '700005000000000a0000000026000080012c',
  ],
];

for (const [name, sense, expected] of vectors) {
  test(`sense data in fixed format: ${name}`, () => {
    assert.equal(Buffer.from(encodeSense(sense)).toString('hex'), expected);
  });
}
