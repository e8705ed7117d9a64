import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionError, type ConditionName } from '@cta/conditions';
import { type DiskOperation, fromNode } from './from-node.ts';

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: failed`), { code, syscall: 'call' });
}

const rows: readonly (readonly [errno: string, operation: DiskOperation, condition: ConditionName])[] = [
  ['ENOENT', 'read', 'DISK_FILE_NOT_FOUND'],
  ['EACCES', 'read', 'DISK_PERMISSION_DENIED'],
  ['EPERM', 'write', 'DISK_PERMISSION_DENIED'],
  ['EROFS', 'write', 'DISK_PERMISSION_DENIED'],
  ['EISDIR', 'write', 'DISK_NOT_A_FILE'],
  ['ENOTDIR', 'read', 'DISK_NOT_A_FILE'],
  ['ELOOP', 'read', 'DISK_NOT_A_FILE'],
  ['ENXIO', 'read', 'DISK_NOT_A_FILE'],
  ['ENAMETOOLONG', 'write', 'DISK_NOT_A_FILE'],
  ['ENOSPC', 'write', 'DISK_FULL'],
  ['EDQUOT', 'write', 'DISK_FULL'],
  ['EMFILE', 'read', 'SERVICE_RESOURCES_EXHAUSTED'],
  ['ENFILE', 'read', 'SERVICE_RESOURCES_EXHAUSTED'],
  ['ENOMEM', 'read', 'SERVICE_RESOURCES_EXHAUSTED'],
  ['ETIMEDOUT', 'read', 'DISK_NO_ANSWER'],
  ['ESTALE', 'read', 'DISK_NO_ANSWER'],
  ['EHOSTDOWN', 'read', 'DISK_NO_ANSWER'],
  ['EHOSTUNREACH', 'read', 'DISK_NO_ANSWER'],
  ['ENETUNREACH', 'read', 'DISK_NO_ANSWER'],
  ['ENOTCONN', 'write', 'DISK_NO_ANSWER'],
  ['ECONNRESET', 'write', 'DISK_NO_ANSWER'],
  ['ENODEV', 'read', 'DISK_NO_ANSWER'],
  ['EIO', 'read', 'DISK_READ_ERROR'],
  ['EIO', 'write', 'DISK_WRITE_ERROR'],
  ['EFBIG', 'write', 'DISK_WRITE_ERROR'],
];

for (const [errno, operation, condition] of rows) {
  test(`${errno} on ${operation} is ${condition}`, () => {
    const error = fromNode(systemError(errno), '/some/file', operation);
    assert.equal(error.condition, condition);
    assert.deepEqual(error.details, { path: '/some/file', errno, system_call: 'call' });
  });
}

test('the errno is found behind an error that wraps it', () => {
  const wrapped = new Error('cannot copy', { cause: systemError('ENOSPC') });
  assert.equal(fromNode(wrapped, '/some/file', 'write').condition, 'DISK_FULL');
});

test('what the operating system did not say is not blamed on the disk', () => {
  const known = new ConditionError('DISK_PATH_ESCAPES');
  assert.equal(fromNode(known, '/some/file', 'read'), known);
  assert.equal(fromNode(new TypeError('bug'), '/some/file', 'read').condition, 'UNFORESEEN_ERROR');
});
