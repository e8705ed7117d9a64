import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionError } from '@cta/conditions';
import { beginTransferCounts, countFailed, countMoved } from './transfer-counts.ts';

/** What was added, as `metric by attribute…`. */
function recorder() {
  const added: string[] = [];
  const add = (name: string, by: number, attributes: object = {}) =>
    void added.push([name.replace('cta.taped.transfer.file.', ''), by, ...Object.values(attributes)].join(' '));
  return { added, metrics: { add, record: () => {}, observe: () => {} } };
}

test('files that were archived were read from disk and written to tape', () => {
  const { added, metrics } = recorder();
  countMoved(metrics, 'archive', [10, 20]);
  assert.deepEqual(added, ['count 2 read disk', 'size 30 read disk', 'count 2 write tape', 'size 30 write tape']);
});

test('a file that failed is counted once, with its code, on the side that is suspected', () => {
  const { added, metrics } = recorder();
  countFailed(metrics, 'archive', new ConditionError('DISK_FILE_NOT_FOUND'));
  countFailed(metrics, 'retrieve', new ConditionError('MEDIUM_READ_ERROR'));
  assert.deepEqual(added, ['count 1 read disk F101', 'count 1 read tape M101']);
});

test('every series is there before the first file', () => {
  const { added, metrics } = recorder();
  beginTransferCounts(metrics);
  const sides = ['read disk', 'write tape', 'write disk', 'read tape'];
  assert.deepEqual(added.sort(), sides.flatMap((side) => [`count 0 ${side}`, `size 0 ${side}`]).sort());
});
