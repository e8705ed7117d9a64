import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCondition } from '@cta/conditions';
import type { Query } from '../command.ts';
import { FieldView } from '../field-view.ts';
import { deviceIdentification } from './device-identification.ts';
import { inquiry } from './inquiry.ts';
import { readAttributes, writeAttributes } from './medium-attribute.ts';
import { reportLuns } from './report-luns.ts';
import { requestSense } from './request-sense.ts';
import { supportedLogPages } from './supported-log-pages.ts';
import { supportedVitalPages } from './supported-vital-pages.ts';
import { unitSerialNumber } from './unit-serial-number.ts';

function decoded<T>(query: Query<T>, bytes: Uint8Array): T {
  return query.decode(new FieldView(bytes, 'drive', query.name));
}

const malformed = (error: unknown): boolean => isCondition(error, 'DRIVE_ANSWER_MALFORMED');

test('INQUIRY asks for 96 bytes and reads identity and PROTECT', () => {
  const data = Buffer.alloc(96, ' ');
  data.set([0x01, 0x80, 0x06, 0x02, 91, 0x01, 0, 0]);
  data.write('IBM     ULTRIUM-HH9     R3G3', 8);
  assert.deepEqual([...inquiry().cdb], [0x12, 0, 0, 0, 96, 0]);
  assert.deepEqual(decoded(inquiry(), data), {
    peripheralType: 1,
    connected: true,
    vendor: 'IBM',
    product: 'ULTRIUM-HH9',
    revision: 'R3G3',
    protect: true,
  });
});

test('INQUIRY: a LUN without device, and data too short to name one', () => {
  const data = Buffer.alloc(36);
  data[0] = 0x7f;
  assert.deepEqual([decoded(inquiry(), data).connected, decoded(inquiry(), data).peripheralType], [false, 0x1f]);
  assert.throws(() => decoded(inquiry(), data.subarray(0, 35)), malformed);
});

test('VPD page 80h gives the serial number, and no more of it than was transferred', () => {
  const page = Uint8Array.of(0x01, 0x80, 0, 4, 0x31, 0x32, 0x33, 0x20);
  assert.deepEqual([...unitSerialNumber().cdb], [0x12, 1, 0x80, 0, 255, 0]);
  assert.equal(decoded(unitSerialNumber(), page), '123');
  assert.throws(() => decoded(unitSerialNumber(), page.subarray(0, 7)), malformed);
});

test('a VPD page that was not asked for is refused', () => {
  assert.throws(() => decoded(supportedVitalPages(), Uint8Array.of(1, 0x83, 0, 0)), malformed);
});

test('VPD page 83h gives designators as text and as digits', () => {
  const naa = [0x01, 0x03, 0, 8, 0x50, 0x05, 0x07, 0x63, 0, 0, 0, 1];
  const vendor = [0x02, 0x11, 0, 3, 0x41, 0x42, 0x43];
  const page = Uint8Array.of(1, 0x83, 0, naa.length + vendor.length, ...naa, ...vendor);
  assert.deepEqual(decoded(deviceIdentification(), page), [
    { association: 'logical-unit', type: 3, value: '5005076300000001' },
    { association: 'target-port', type: 1, value: 'ABC' },
  ]);
});

test('REPORT LUNS gives the numbers as they go into commands', () => {
  const list = Buffer.alloc(24);
  list.writeUInt32BE(16, 0);
  list[17] = 1;
  assert.deepEqual(decoded(reportLuns(), list), ['0000000000000000', '0001000000000000']);
  list.writeUInt32BE(24, 0);
  assert.throws(() => decoded(reportLuns(), list), malformed);
});

test('REQUEST SENSE brings sense data', () => {
  assert.equal(decoded(requestSense(), Uint8Array.of(0x70, 0, 6, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x29, 0)).asc, 0x29);
  assert.throws(() => decoded(requestSense(), Uint8Array.of(0)), malformed);
});

test('log page 00h lists pages; another page is refused', () => {
  assert.deepEqual([...supportedLogPages().cdb], [0x4d, 0, 0x40, 0, 0, 0, 0, 0x40, 0, 0]);
  assert.deepEqual(decoded(supportedLogPages(), Uint8Array.of(0, 0, 0, 3, 0, 0x12, 0x2e)), [0, 0x12, 0x2e]);
  assert.throws(() => decoded(supportedLogPages(), Uint8Array.of(2, 0, 0, 0)), malformed);
});

test('attributes are written and read in the same layout', () => {
  const value = Buffer.from('V00001');
  const order = writeAttributes([{ id: 0x0806, format: 'ascii', value }]);
  assert.deepEqual([...order.cdb], [0x8d, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 15, 0, 0]);
  assert.deepEqual(decoded(readAttributes(), order.dataOut ?? new Uint8Array()), [
    { id: 0x0806, format: 'ascii', readOnly: false, value: new Uint8Array(value) },
  ]);
});

test('an attribute cut off by the allocation length is left out, one cut short of it is refused', () => {
  const attribute = [0x00, 0x03, 0x80, 0, 8, 0, 0, 0, 0, 0, 0, 0, 7];
  const answer = Buffer.alloc(16384);
  answer.writeUInt32BE(20_000, 0);
  answer.set(attribute, 4);
  answer.set([0x08, 0x01, 0, 0xff, 0xff], 17);
  assert.deepEqual(
    decoded(readAttributes(), answer).map(({ id, readOnly }) => [id, readOnly]),
    [[3, true]],
  );
  const short = Buffer.from([0, 0, 0, 13, ...attribute.slice(0, 10)]);
  assert.throws(() => decoded(readAttributes(), short), malformed);
});
