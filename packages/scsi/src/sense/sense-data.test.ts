import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeSense, noSenseData, senseKeys } from './sense-data.ts';
import { additionalSenseName, describeSense } from './sense-description.ts';

const fixed = (...head: number[]): Uint8Array => {
  const bytes = new Uint8Array(18);
  bytes.set(head);
  bytes[7] = 10;
  return bytes;
};

test('fixed format: a filemark read over', () => {
  const sense = fixed(0xf0, 0, 0x80, 0, 0, 0x10, 0x00);
  sense[13] = 0x01;
  assert.deepEqual(decodeSense(sense), { ...noSenseData, filemark: true, ascq: 1, information: 4096 });
});

test('fixed format: the residual of a block that was longer than the buffer is negative', () => {
  assert.equal(decodeSense(fixed(0xf0, 0, 0x20, 0xff, 0xff, 0xff, 0xfe))?.information, -2);
});

test('fixed format: information without VALID is absent', () => {
  assert.equal('information' in (decodeSense(fixed(0x70, 0, 0x20, 0, 0, 0, 9)) ?? {}), false);
});

test('response codes 71h and 73h are deferred errors', () => {
  assert.equal(decodeSense(fixed(0x71, 0, 3))?.deferred, true);
  assert.equal(decodeSense(Uint8Array.of(0x73, 3, 0x0c, 0, 0, 0, 0, 0))?.deferred, true);
  assert.equal(decodeSense(fixed(0x70, 0, 3))?.deferred, false);
});

test('fixed format cut short of its additional sense code reads as code zero', () => {
  assert.deepEqual(decodeSense(Uint8Array.of(0x70, 0, 0x44)), { ...noSenseData, key: 4, endOfMedium: true });
});

test('the additional length ends fixed sense data, whatever lies behind it', () => {
  const sense = fixed(0x70, 0, 2);
  sense[7] = 4;
  sense[12] = 0x3a;
  assert.equal(decodeSense(sense)?.asc, 0);
});

test('sense-key specific bytes: field pointer of an illegal request, progress of an operation', () => {
  const illegal = fixed(0x70, 0, senseKeys.illegalRequest);
  illegal.set([0x24, 0x00], 12);
  illegal.set([0xcb, 0x00, 0x02], 15);
  assert.deepEqual(decodeSense(illegal)?.fieldPointer, { in: 'cdb', byte: 2, bit: 3 });
  const loading = fixed(0x70, 0, senseKeys.notReady);
  loading.set([0x04, 0x01], 12);
  loading.set([0x80, 0x80, 0x00], 15);
  assert.equal(decodeSense(loading)?.progressPercent, 50);
});

test('descriptor format: information, sense-key specific and stream commands descriptors', () => {
  const header = [0x72, 0x00, 0x00, 0x01, 0, 0, 0, 24];
  const information = [0x00, 0x0a, 0x80, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xf6];
  const progress = [0x02, 0x06, 0, 0, 0x80, 0x40, 0x00, 0];
  const streamFlags = [0x04, 0x02, 0x00, 0xa0];
  const sense = Uint8Array.of(...header, ...information, ...progress, ...streamFlags);
  assert.deepEqual(decodeSense(sense), {
    ...noSenseData,
    ascq: 1,
    filemark: true,
    incorrectLength: true,
    information: -10,
    progressPercent: 25,
  });
});

test('bytes of no known format are no sense data', () => {
  assert.equal(decodeSense(new Uint8Array()), undefined);
  assert.equal(decodeSense(Uint8Array.of(0x7f, 1, 2, 3)), undefined);
  assert.equal(decodeSense(Uint8Array.of(0x72, 3)), undefined);
});

test('any bytes are sense data or none, never a failure', () => {
  fc.assert(
    fc.property(fc.constantFrom(0x70, 0x71, 0x72, 0x73, 0xf0, 0), fc.uint8Array({ maxLength: 64 }), (code, rest) => {
      const sense = decodeSense(Uint8Array.of(code, ...rest));
      if (sense !== undefined) assert.match(describeSense(sense), /^[0-9A-F]\/[0-9A-F]{2}\/[0-9A-F]{2} /);
    }),
  );
});

test('additional sense codes have the names of the standard', () => {
  assert.equal(additionalSenseName(0x3b, 0x0d), 'medium destination element full');
  assert.equal(additionalSenseName(0x10, 0x01), 'logical block guard check failed');
  assert.equal(additionalSenseName(0x40, 0x83), 'diagnostic failure on component 83');
  assert.equal(additionalSenseName(0x83, 0x02), 'vendor specific');
  assert.equal(additionalSenseName(0x02, 0x7f), 'unassigned');
  const sense = decodeSense(fixed(0x71, 0, 3));
  assert.ok(sense);
  assert.equal(describeSense(sense), '3/00/00 deferred medium error: no additional sense information');
});
