import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type ConditionName, isCondition } from '@cta/conditions';
import {
  loadTapeImage,
  memoryTape,
  sampleTape,
  type TapeImage,
  type TapeImageFile,
  type TapeObject,
} from '@cta/testing';
import { openForRetrieve, type TapeFileReader } from '../index.ts';

const filemark: TapeObject = { type: 'filemark' };

function block(length: number): TapeObject {
  return { type: 'block', bytes: new Uint8Array(length).fill(0x41) };
}

/** Condition that reading the second file ends with, or 'read'. The files beside it must be readable all the same. */
async function outcomeOfSecondFile(image: TapeImage, tape: readonly TapeObject[]): Promise<ConditionName | 'read'> {
  const [first, second, third] = image.files;
  assert.ok(first !== undefined && second !== undefined && third !== undefined);
  const reader = await openForRetrieve(memoryTape({ objects: tape }), { vid: image.vid, protectionAllowed: true });
  const outcome = await read(reader, second, second.blockId);
  assert.equal(await read(reader, first, first.blockId), 'read');
  const moved = tape.length - image.objects.length;
  if (moved >= -1) assert.equal(await read(reader, third, third.blockId + moved), 'read');
  return outcome;
}

async function read(reader: TapeFileReader, file: TapeImageFile, blockId: number): Promise<ConditionName | 'read'> {
  const buffer = new Uint8Array(262_144 + 4);
  try {
    await reader.openFile({ ...file, locator: { by: 'block-id', blockId } });
    while ((await reader.readBlock(buffer)) !== 'end');
    return 'read';
  } catch (error) {
    assert.ok(isCondition(error));
    return error.condition;
  }
}

/** What a reader does when a byte between these offsets is not what it was. */
type Region = readonly [from: number, to: number, ConditionName | 'read'];

const identifier: Region = [0, 4, 'LABEL_RECORD_UNEXPECTED'];
const label2: readonly Region[] = [
  identifier,
  [4, 5, 'LABEL_FIELD_INVALID'],
  [5, 15, 'TAPE_FILE_TRAILER_MISMATCH'],
  [15, 16, 'read'],
  [16, 34, 'LABEL_FIELD_INVALID'],
  [34, 36, 'read'],
  [36, 80, 'LABEL_FIELD_INVALID'],
];
const userLabel: readonly Region[] = [
  identifier,
  [4, 24, 'LABEL_FIELD_INVALID'],
  [24, 80, 'TAPE_FILE_TRAILER_MISMATCH'],
];
const label1 = (ofVid: ConditionName, ofBlockCount: ConditionName): readonly Region[] => [
  identifier,
  [4, 21, 'LABEL_FIELD_INVALID'],
  [21, 27, ofVid],
  [27, 31, 'LABEL_FIELD_INVALID'],
  [31, 35, 'TAPE_FILE_TRAILER_MISMATCH'],
  [35, 41, 'LABEL_FIELD_INVALID'],
  [41, 53, 'read'],
  [53, 54, 'LABEL_FIELD_INVALID'],
  [54, 60, ofBlockCount],
  [60, 73, 'TAPE_FILE_TRAILER_MISMATCH'],
  [73, 80, 'LABEL_FIELD_INVALID'],
];
/** Damages the second of three files in every way, and the reader must say each time what is wrong. */
function testDamage(tapeName: string, image: TapeImage): void {
  const { objects } = image;
  const header = image.files[1]?.blockId ?? assert.fail();
  const data = header + 4;
  const dataFilemark = objects.findIndex(({ type }, object) => object >= data && type === 'filemark');
  const trailer = dataFilemark + 1;
  const outcomeOf = (tape: readonly TapeObject[]): Promise<ConditionName | 'read'> => outcomeOfSecondFile(image, tape);

  const withText = (object: number, offset: number, text: string): readonly TapeObject[] => {
    const found = objects[object];
    assert.equal(found?.type, 'block');
    const bytes = Uint8Array.from(found.bytes);
    bytes.set(Buffer.from(text, 'latin1'), offset);
    return objects.with(object, { type: 'block', bytes });
  };

  const records: readonly (readonly [name: string, object: number, regions: readonly Region[]])[] = [
    ['HDR1', header, label1('TAPE_FILE_VID_MISMATCH', 'LABEL_FIELD_INVALID')],
    ['HDR2', header + 1, label2],
    ['UHL1', header + 2, userLabel],
    ['EOF1', trailer, label1('TAPE_FILE_TRAILER_MISMATCH', 'TAPE_FILE_BLOCK_COUNT_MISMATCH')],
    ['EOF2', trailer + 1, label2],
    ['UTL1', trailer + 2, userLabel],
  ];

  for (const [name, object, regions] of records) {
    test(`${tapeName}, ${name}: damage to any byte is found, by field`, async () => {
      for (const [from, to, expected] of regions) {
        for (let offset = from; offset < to; offset++) {
          assert.equal(await outcomeOf(withText(object, offset, '#')), expected, `offset ${offset}`);
        }
      }
    });

    test(`${tapeName}, ${name}: a field that became blank or NUL is found`, async () => {
      for (const [from, to, expected] of regions) {
        if (expected === 'read') continue;
        assert.notEqual(await outcomeOf(withText(object, from, '\0'.repeat(to - from))), 'read', `offset ${from}`);
      }
    });

    test(`${tapeName}, ${name}: a record that is cut, longer, or gone is found`, async () => {
      for (const length of [1, 79, 81, 5000]) {
        assert.equal(await outcomeOf(objects.with(object, block(length))), 'LABEL_RECORD_SIZE');
      }
      assert.equal(await outcomeOf(objects.with(object, filemark)), 'LABEL_RECORD_MISSING');
    });

    test(`${tapeName}, ${name}: data that end before it are found`, async () => {
      const expected = object === header ? 'TAPE_FILE_MISSING' : 'TAPE_FILE_TRUNCATED';
      assert.equal(await outcomeOf(objects.slice(0, object)), expected);
    });
  }

  const others: readonly (readonly [damage: string, tape: readonly TapeObject[], expected: ConditionName])[] = [
    ['another archive file id', withText(header, 4, 'ABCDEE'), 'TAPE_FILE_ID_MISMATCH'],
    ['another fSeq', withText(header + 2, 4, '0000000003'), 'TAPE_FILE_FSEQ_MISMATCH'],
    ['a block size of nothing', withText(header + 2, 14, '0000000000'), 'LABEL_FIELD_INVALID'],
    ['a block size beyond what can be read', withText(header + 2, 14, '0000524288'), 'TAPE_BLOCK_SIZE_UNSUPPORTED'],
    ['a block longer than the header says', withText(header + 2, 14, '0000000499'), 'BLOCK_TOO_LARGE'],
    ['another archive file id in the trailer', withText(trailer, 4, 'ABCDEE'), 'TAPE_FILE_TRAILER_MISMATCH'],
    ['another fSeq in the trailer', withText(trailer + 2, 4, '0000000003'), 'TAPE_FILE_TRAILER_MISMATCH'],
    ['a header of labelling', withText(header, 4, 'PRELABEL'), 'TAPE_FILE_MISSING'],
    ['a lost block', objects.toSpliced(data, 1), 'TAPE_FILE_BLOCK_COUNT_MISMATCH'],
    ['a block too many', objects.toSpliced(data, 0, block(7)), 'TAPE_FILE_BLOCK_COUNT_MISMATCH'],
    ['a filemark in the data', objects.toSpliced(data + 1, 0, filemark), 'LABEL_RECORD_SIZE'],
    ['no filemark after the header', objects.toSpliced(header + 3, 1), 'FILEMARK_MISSING'],
    ['a short block in place of the header filemark', objects.with(header + 3, block(80)), 'FILEMARK_MISSING'],
    ['no filemark after the data', objects.toSpliced(dataFilemark, 1), 'LABEL_RECORD_UNEXPECTED'],
    ['no filemark after the trailer', objects.toSpliced(trailer + 3, 1), 'FILEMARK_MISSING'],
    ['data that end at the header filemark', objects.slice(0, header + 3), 'TAPE_FILE_TRUNCATED'],
    ['data that end in the payload', objects.slice(0, data + 1), 'TAPE_FILE_TRUNCATED'],
    ['data that end at the data filemark', objects.slice(0, dataFilemark), 'TAPE_FILE_TRUNCATED'],
    ['data that end at the last filemark', objects.slice(0, trailer + 3), 'TAPE_FILE_TRUNCATED'],
  ];
  for (const [damage, tape, expected] of others) {
    test(`${tapeName}, ${damage}: ${expected}`, async () => {
      assert.equal(await outcomeOf(tape), expected);
    });
  }

  test(`${tapeName}, an undamaged file is read`, async () => {
    assert.equal(await outcomeOf(objects), 'read');
  });
}

const sample = await sampleTape({
  vid: 'V00001',
  files: [
    { archiveFileId: 1n, blockLengths: [1024] },
    { archiveFileId: 0xabcdefn, blockLengths: [262_144, 500, 3000] },
    { archiveFileId: 0x1000000ffn, blockLengths: [600] },
  ],
});
testDamage('a tape of ours', sample);

const goldenFolder = process.env['GOLDEN_DIR'] ?? join(import.meta.dirname, '../../../../../shared/golden');
const golden = join(goldenFolder, 'aul3-nolbp');
if (existsSync(golden)) testDamage('a tape of CTA', await loadTapeImage(golden));
else test('a tape of CTA', { skip: `no folder ${golden}; GOLDEN_DIR names another` }, () => undefined);
