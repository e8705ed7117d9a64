import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionError, type ConditionName } from '@cta/conditions';
import { fromFileSystem } from './file-system-error.ts';

const table: readonly [string, ConditionName][] = [
  ['ENOENT', 'NO_SUCH_ENTITY'],
  ['ENOTDIR', 'NO_SUCH_ENTITY'],
  ['EEXIST', 'ENTITY_EXISTS'],
  ['ENOTEMPTY', 'ENTITY_EXISTS'],
  ['ENOSPC', 'VIRTUAL_LIBRARY_STORAGE_FAILED'],
  ['EDQUOT', 'VIRTUAL_LIBRARY_STORAGE_FAILED'],
  ['EIO', 'VIRTUAL_LIBRARY_STORAGE_FAILED'],
  ['EACCES', 'VIRTUAL_LIBRARY_STORAGE_FAILED'],
  ['EROFS', 'VIRTUAL_LIBRARY_STORAGE_FAILED'],
];

for (const [errno, condition] of table) {
  test(`${errno} of the library's folder is ${condition}, also within another error`, () => {
    const error = Object.assign(new Error('failed'), { code: errno });
    for (const each of [error, new Error('around it', { cause: error })]) {
      const ours = fromFileSystem(each, '/library/tape.dat');
      assert.equal(ours.condition, condition);
      assert.deepEqual(ours.details, { path: '/library/tape.dat', errno });
    }
  });
}

test('our own errors pass, and what is no error of a file system is a fault of ours', () => {
  const own = new ConditionError('CARTRIDGE_DAMAGED');
  assert.equal(fromFileSystem(own, '/library'), own);
  const invalid = Object.assign(new TypeError('bad'), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.equal(fromFileSystem(invalid, '/library').condition, 'UNFORESEEN_ERROR');
});
