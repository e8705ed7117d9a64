import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionError } from '@cta/conditions';
import { fromFetch } from './from-fetch.ts';

const errno = (code: string): Error => Object.assign(new Error(code), { code });

for (const [what, error, reason] of [
  ['a refused connection', new TypeError('fetch failed', { cause: errno('ECONNREFUSED') }), 'ECONNREFUSED'],
  ['several addresses, all refused', new TypeError('fetch failed', { cause: errno('ETIMEDOUT') }), 'ETIMEDOUT'],
  ['an unknown host', new TypeError('fetch failed', { cause: errno('ENOTFOUND') }), 'ENOTFOUND'],
  ['a bad certificate', new TypeError('fetch failed', { cause: errno('CERT_HAS_EXPIRED') }), 'CERT_HAS_EXPIRED'],
  ['a late answer', new DOMException('late', 'TimeoutError'), 'TimeoutError'],
  ['something that is no error', 'oops', 'unknown'],
] as const) {
  test(`${what} is a receiver that cannot be reached`, () => {
    const { condition, details, retryable } = fromFetch(error, 'tas');
    assert.deepEqual([condition, details['reason'], retryable], ['ALERT_RECEIVER_UNREACHABLE', reason, true]);
  });
}

test('a condition passes as it is', () => {
  const refused = new ConditionError('ALERT_REFUSED');
  assert.equal(fromFetch(refused, 'tas'), refused);
});
