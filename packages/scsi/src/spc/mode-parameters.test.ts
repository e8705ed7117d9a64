import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCondition } from '@cta/conditions';
import fc from 'fast-check';
import { FieldView } from '../field-view.ts';
import { decodeModeParameters, encodeModeParameters, type ModeParameters } from './mode-parameters.ts';
import { modeSelect10, modeSelect6 } from './mode-select.ts';
import { modeSense10, modeSense6 } from './mode-sense.ts';

const page10 = [0x90, 0x0e, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0];

test('MODE SENSE(6) and (10) name page, subpage and allocation', () => {
  assert.deepEqual([...modeSense6({ page: 0x0a, subpage: 0xf0 }).cdb], [0x1a, 0, 0x0a, 0xf0, 0xff, 0]);
  assert.deepEqual([...modeSense6({ page: 0x1d, withoutBlockDescriptor: true }).cdb], [0x1a, 8, 0x1d, 0, 0xff, 0]);
  assert.deepEqual([...modeSense10({ page: 0x10 }).cdb], [0x5a, 0, 0x10, 0, 0, 0, 0, 0x10, 0, 0]);
});

test('a write-protected cartridge, a block descriptor and a page', () => {
  const bytes = [0x1b, 0x98, 0x90, 8, 0x60, 0, 0, 0, 0, 0x04, 0, 0, ...page10];
  const { header, pages } = decodeModeParameters(new FieldView(Uint8Array.from(bytes), 'drive', 'MODE SENSE'), 6);
  assert.deepEqual(header, {
    mediumType: 0x98,
    writeProtected: true,
    bufferedMode: 1,
    speed: 0,
    block: { densityCode: 0x60, blocks: 0, blockLengthBytes: 0x040000 },
  });
  assert.equal(pages[0]?.bytes[0], 0x10, 'parameters saveable is taken off');
});

test('MODE SELECT sets the mode data length to 0 and counts its own list', () => {
  const parameters: ModeParameters = {
    header: {
      mediumType: 0,
      writeProtected: true,
      bufferedMode: 1,
      speed: 0,
      block: { densityCode: 0x60, blocks: 0, blockLengthBytes: 0 },
    },
    pages: [],
  };
  const six = modeSelect6(parameters);
  assert.deepEqual([...six.cdb], [0x15, 0x10, 0, 0, 12, 0]);
  assert.deepEqual([...(six.dataOut ?? [])], [0, 0, 0x10, 8, 0x60, 0, 0, 0, 0, 0, 0, 0]);
  const ten = modeSelect10(parameters);
  assert.deepEqual([...ten.cdb], [0x55, 0x10, 0, 0, 0, 0, 0, 0, 16, 0]);
  assert.deepEqual([...(ten.dataOut ?? [])].slice(0, 9), [0, 0, 0, 0x10, 0, 0, 0, 8, 0x60]);
});

test('what is encoded is decoded again, in both forms', () => {
  const pages = fc.array(
    fc
      .record({ page: fc.integer({ min: 1, max: 0x3e }), body: fc.uint8Array({ maxLength: 20 }) })
      .map(({ page, body }) => ({
        page,
        subpage: 0,
        bytes: Uint8Array.of(page, body.length, ...body),
      })),
    { maxLength: 4 },
  );
  const block = fc
    .tuple(fc.nat(255), fc.nat(0xffffff), fc.nat(0xffffff))
    .map(([densityCode, blocks, blockLengthBytes]) => ({ densityCode, blocks, blockLengthBytes }));
  const arbitrary = fc.record({ mediumType: fc.nat(255), bufferedMode: fc.nat(7), speed: fc.nat(15), block });
  fc.assert(
    fc.property(arbitrary, pages, fc.constantFrom<6 | 10>(6, 10), (header, list, form) => {
      const parameters: ModeParameters = { header: { ...header, writeProtected: false }, pages: list };
      const bytes = Buffer.from(encodeModeParameters(parameters, form));
      if (form === 6) bytes.writeUInt8(bytes.length - 1, 0);
      else bytes.writeUInt16BE(bytes.length - 2, 0);
      assert.deepEqual(decodeModeParameters(new FieldView(bytes, 'drive', 'MODE SENSE'), form), parameters);
    }),
  );
});

test('a list that is shorter than it says is refused', () => {
  const bytes = Uint8Array.from([0x1b, 0, 0x10, 8, 0, 0, 0, 0, 0, 0, 0, 0, ...page10].slice(0, -1));
  assert.throws(
    () => decodeModeParameters(new FieldView(bytes, 'drive', 'MODE SENSE'), 6),
    (error) => isCondition(error, 'DRIVE_ANSWER_MALFORMED'),
  );
});
