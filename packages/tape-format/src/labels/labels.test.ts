import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32c } from '@node-rs/crc32';
import { decodeFileLabel1, encodeFileLabel1, prelabel } from './file-label-1.ts';
import { decodeFileLabel2, encodeFileLabel2 } from './file-label-2.ts';
import { encodeDate, labelDateOf } from './label-date.ts';
import { decodeUserLabel, encodeUserLabel } from './user-label.ts';
import { decodeVolumeLabel, encodeVolumeLabel } from './volume-label.ts';

const content = {
  fileId: 4_294_967_299n.toString(16).toUpperCase(),
  vid: 'V01001',
  fSeq: 12_345,
  blockCount: 0,
  softwareVersion: '6.0.0',
  date: { year: 2026, dayOfYear: 1 },
};
const user = {
  fSeq: 12_345,
  blockSizeBytes: 262_144,
  site: 'CERN',
  moverHost: 'TPSRV015XYZ',
  driveVendor: 'IBM',
  driveModel: 'ULT3580-TD8',
  driveSerial: '000781234567',
};

/** Records as CTA writes them, with the CRC-32C of their 80 bytes. */
const vectors: readonly (readonly [name: string, encode: (bytes: Uint8Array) => void, text: string, crc: number])[] = [
  [
    'VOL1 without protection',
    (bytes) => encodeVolumeLabel(bytes, { vid: 'V01001', protection: 'none' }),
    'VOL1V01001                           CTA                                     003',
    0xf9cd6a69,
  ],
  [
    'VOL1 with protection',
    (bytes) => encodeVolumeLabel(bytes, { vid: 'V01001', protection: 'crc32c' }),
    'VOL1V01001                           CTA                                     023',
    0xde885a87,
  ],
  [
    'HDR1 of labelling',
    (bytes) => encodeFileLabel1(bytes, 'HDR1', { ...content, fileId: prelabel, fSeq: 1 }),
    'HDR1PRELABEL         V0100100010001000100026001026001 000000CTA 6.0.0           ',
    0xd79c1d22,
  ],
  [
    'HDR1',
    (bytes) => encodeFileLabel1(bytes, 'HDR1', content),
    'HDR1100000003        V0100100012345000100026001026001 000000CTA 6.0.0           ',
    0x24257696,
  ],
  [
    'HDR2',
    (bytes) => encodeFileLabel2(bytes, 'HDR2', 262_144),
    'HDR2F0000000000                                   00                            ',
    0x0c6cb329,
  ],
  [
    'UHL1',
    (bytes) => encodeUserLabel(bytes, 'UHL1', user),
    'UHL1000001234500002621440000262144CERN    TPSRV015XYIBM     ULT3580-000781234567',
    0xfcb53e4a,
  ],
  [
    'EOF1',
    (bytes) => encodeFileLabel1(bytes, 'EOF1', { ...content, blockCount: 7654 }),
    'EOF1100000003        V0100100012345000100026001026001 007654CTA 6.0.0           ',
    0xde4c967a,
  ],
  [
    'EOF2',
    (bytes) => encodeFileLabel2(bytes, 'EOF2', 262_144),
    'EOF2F0000000000                                   00                            ',
    0xfb5d063c,
  ],
  [
    'UTL1',
    (bytes) => encodeUserLabel(bytes, 'UTL1', user),
    'UTL1000001234500002621440000262144CERN    TPSRV015XYIBM     ULT3580-000781234567',
    0x55d3425b,
  ],
];

for (const [name, encode, text, crc] of vectors) {
  test(`${name} has CTA's bytes, whatever was in the buffer`, () => {
    const bytes = new Uint8Array(84).fill(0xff);
    encode(bytes);
    const record = bytes.subarray(0, 80);
    assert.equal(Buffer.from(record).toString('latin1'), text);
    assert.equal(crc32c(record), crc);
    assert.deepEqual([...bytes.subarray(80)], [0xff, 0xff, 0xff, 0xff]);
  });
}

test('labels are read back as they were written', () => {
  const bytes = new Uint8Array(80);
  encodeVolumeLabel(bytes, { vid: 'V01001', protection: 'crc32c' });
  assert.deepEqual(decodeVolumeLabel(bytes), { vid: 'V01001', protection: 'crc32c', owner: 'CTA' });
  encodeFileLabel1(bytes, 'EOF1', { ...content, blockCount: 1_007_654 });
  assert.deepEqual(decodeFileLabel1(bytes, 'EOF1'), {
    fileId: '100000003',
    vid: 'V01001',
    fSeqDigits: '2345',
    blockCountDigits: '007654',
    systemCode: 'CTA 6.0.0',
  });
  encodeFileLabel2(bytes, 'HDR2', 32_768);
  assert.deepEqual(decodeFileLabel2(bytes, 'HDR2'), { blockLengthDigits: '32768', recordLengthDigits: '32768' });
  encodeUserLabel(bytes, 'UTL1', user);
  assert.deepEqual(decodeUserLabel(bytes, 'UTL1'), {
    ...user,
    recordLengthDigits: '0000262144',
    moverHost: 'TPSRV015XY',
    driveModel: 'ULT3580-',
  });
});

test('fields that a reader wants filled are never written blank', () => {
  const bytes = new Uint8Array(80);
  encodeUserLabel(bytes, 'UHL1', { ...user, site: '', moverHost: ' ', driveSerial: '' });
  const { site, moverHost, driveSerial } = decodeUserLabel(bytes, 'UHL1');
  assert.deepEqual([site, moverHost, driveSerial], ['UNKNOWN', 'UNKNOWN', 'UNKNOWN']);
});

test('text that is not printable ASCII is written as question marks', () => {
  const bytes = new Uint8Array(80);
  encodeUserLabel(bytes, 'UHL1', { ...user, site: 'GENÈVE\n' });
  assert.equal(decodeUserLabel(bytes, 'UHL1').site, 'GEN?VE?');
});

test('labels of the predecessor, with another owner, and protection left blank, are accepted', () => {
  const bytes = Buffer.from(`VOL1V01001${' '.repeat(27)}CASTOR 2.1.19 ${' '.repeat(26)}  3`, 'latin1');
  assert.deepEqual(decodeVolumeLabel(bytes), { vid: 'V01001', protection: 'none', owner: 'CASTOR 2.1.19' });
});

test('an error of a field tells record, field, offset, what was found and what was expected', () => {
  const bytes = new Uint8Array(80);
  encodeFileLabel2(bytes, 'HDR2', 262_144);
  bytes[50] = 0x00;
  assert.throws(() => decodeFileLabel2(bytes, 'HDR2'), {
    condition: 'LABEL_FIELD_INVALID',
    code: 'M204',
    details: { record: 'HDR2', field: 'buffer offset', offset: 50, found: '\\x000', expected: "'00'" },
  });
});

test('dates carry century, year and day of the year', () => {
  assert.equal(encodeDate({ year: 2026, dayOfYear: 1 }), '026001');
  assert.equal(encodeDate({ year: 2004, dayOfYear: 366 }), '004366');
  assert.equal(encodeDate({ year: 1999, dayOfYear: 32 }), ' 99032');
  assert.equal(encodeDate({ year: 2103, dayOfYear: 32 }), '003032');
});

test('the day of a label is the local one, from its first minute to its last', () => {
  assert.deepEqual(labelDateOf(new Date(2026, 0, 1, 0, 0)), { year: 2026, dayOfYear: 1 });
  assert.deepEqual(labelDateOf(new Date(2026, 10, 22, 23, 59)), { year: 2026, dayOfYear: 326 });
  assert.deepEqual(labelDateOf(new Date(2024, 11, 31, 12)), { year: 2024, dayOfYear: 366 });
});
