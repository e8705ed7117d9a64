import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseListenAddress, parseList, parseSize } from './argument-values.ts';

describe('address to listen on', () => {
  const good = [
    ['127.0.0.1:0', '127.0.0.1', 0],
    ['localhost', 'localhost', 3260],
    ['[::1]:3261', '::1', 3261],
    ['[::1]', '::1', 3260],
  ] as const;
  for (const [text, host, port] of good) {
    test(`${text} is ${host}, port ${port}`, () => assert.deepEqual(parseListenAddress(text), { host, port }));
  }

  for (const text of ['', ':3260', '::1', 'host:', 'host:65536', 'host:1:2']) {
    test(`'${text}' is refused`, () => assert.throws(() => parseListenAddress(text), { code: 'U104' }));
  }
});

test('sizes have units', () => {
  assert.equal(parseSize('1GB'), 1e9);
  assert.equal(parseSize('256MiB'), 2 ** 28);
});

test('a list is cut at its commas', () => {
  assert.deepEqual(parseList('A,B,'), ['A', 'B']);
});
