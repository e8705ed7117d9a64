import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ConditionError } from '@cta/conditions';
import { fromIscsi, type IscsiRefusal } from './from-iscsi.ts';
import { fromIscsiSocket } from './from-iscsi-socket.ts';

describe('fromIscsi', () => {
  const login = (statusClass: number, statusDetail: number): IscsiRefusal => ({
    kind: 'login',
    statusClass,
    statusDetail,
  });
  const reject = (reason: number): IscsiRefusal => ({ kind: 'reject', reason });
  const table: readonly (readonly [IscsiRefusal, string, RegExp])[] = [
    [login(1, 1), 'D203', /moved for a while/],
    [login(1, 2), 'D203', /moved for good/],
    [login(2, 1), 'D203', /authentication/],
    [login(2, 2), 'D203', /not allowed/],
    [login(2, 3), 'D203', /does not exist here/],
    [login(2, 7), 'D203', /parameter is missing/],
    [login(2, 0x7f), 'D203', /unknown reason/],
    [login(3, 0), 'D204', /target error/],
    [login(3, 1), 'D204', /not available/],
    [login(3, 2), 'D204', /out of resources/],
    [login(9, 0), 'D205', /unknown reason/],
    [reject(0x02), 'D202', /data digest error/],
    [reject(0x04), 'D205', /protocol error/],
    [reject(0x05), 'D205', /command not supported/],
    [reject(0x06), 'D202', /immediate commands/],
    [reject(0x09), 'D205', /invalid field/],
    [reject(0x0a), 'D202', /out of resources/],
    [reject(0x0c), 'D202', /waiting for logout/],
    [reject(0x7f), 'D205', /unknown reason/],
    [{ kind: 'response', response: 1 }, 'D204', /before the command was complete/],
  ];
  for (const [refusal, code, message] of table) {
    test(`${JSON.stringify(refusal)} is ${code}`, () => {
      const error = fromIscsi(refusal);
      assert.equal(error.code, code);
      assert.match(error.message, message);
    });
  }
});

describe('fromIscsiSocket', () => {
  const table: readonly (readonly [string, string, string])[] = [
    ['ECONNREFUSED', 'connect', 'D201'],
    ['EHOSTUNREACH', 'connect', 'D201'],
    ['ETIMEDOUT', 'connect', 'D201'],
    ['ENOTFOUND', 'getaddrinfo', 'D201'],
    ['ECONNRESET', 'read', 'D202'],
    ['ETIMEDOUT', 'read', 'D202'],
    ['EPIPE', 'write', 'D202'],
  ];
  for (const [code, syscall, expected] of table) {
    test(`${code} of ${syscall} is ${expected}`, () => {
      assert.equal(fromIscsiSocket(Object.assign(new Error(code), { code, syscall })).code, expected);
    });
  }

  test('of several attempts the first one counts', () => {
    const first = Object.assign(new Error('refused'), { code: 'ECONNREFUSED', syscall: 'connect' });
    assert.equal(fromIscsiSocket(new AggregateError([first])).code, 'D201');
  });

  test('our own conditions pass through, anything else is unforeseen', () => {
    const own = new ConditionError('DRIVE_NO_ANSWER');
    assert.equal(fromIscsiSocket(own), own);
    assert.equal(fromIscsiSocket(new TypeError('x')).code, 'S001');
  });
});
