import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConditionName } from '@cta/conditions';
import { memoryTape, sampleIdentity, sampleTape, type TapeObject } from '@cta/testing';
import { labelTape, openForArchive, openForRetrieve, readVolumeLabel } from '../index.ts';

const { vid, objects } = await sampleTape({ vid: 'V00001', files: [{ archiveFileId: 1n, blockLengths: [1024] }] });
const protectedTape = await sampleTape({ vid: 'V00001', files: [], protection: true });

function withLabelText(offset: number, text: string): readonly TapeObject[] {
  const label = objects[0];
  assert.equal(label?.type, 'block');
  const bytes = Uint8Array.from(label.bytes);
  bytes.set(Buffer.from(text, 'latin1'), offset);
  return objects.with(0, { type: 'block', bytes });
}

const firstBlock = (length: number): readonly TapeObject[] =>
  objects.with(0, { type: 'block', bytes: new Uint8Array(length) });

const refused: readonly (readonly [what: string, tape: readonly TapeObject[], expected: ConditionName])[] = [
  ['a blank tape', [], 'TAPE_BLANK'],
  ['a tape of another system, with labels of 32 KiB', firstBlock(32_768), 'VOLUME_LABEL_FOREIGN'],
  ['a tape of another system, with a label of 240 bytes', firstBlock(240), 'VOLUME_LABEL_FOREIGN'],
  ['a tape without label', objects.slice(1), 'VOLUME_LABEL_FOREIGN'],
  ['a tape that begins with a filemark', objects.with(0, { type: 'filemark' }), 'VOLUME_LABEL_FOREIGN'],
  ['a label of another standard', withLabelText(79, '0'), 'VOLUME_LABEL_FOREIGN'],
  ['a label whose standard is damaged', withLabelText(79, '#'), 'LABEL_FIELD_INVALID'],
  ['a label whose protection is damaged', withLabelText(77, '0x'), 'LABEL_FIELD_INVALID'],
  ['a label without VID', withLabelText(4, ' '.repeat(6)), 'LABEL_FIELD_INVALID'],
  ['a label of Reed-Solomon protection', withLabelText(77, '01'), 'TAPE_PROTECTION_UNSUPPORTED'],
  ['the label of another tape', withLabelText(4, 'V00002'), 'VOLUME_LABEL_MISMATCH'],
];
for (const [what, tape, condition] of refused) {
  test(`${what} is refused with ${condition}, for reading and writing, and left as it is`, async () => {
    const device = memoryTape({ objects: tape });
    await assert.rejects(openForRetrieve(device, { vid, protectionAllowed: true }), { condition });
    const archive = { vid, lastFseq: 1, identity: sampleIdentity, protectionAllowed: true };
    await assert.rejects(openForArchive(device, archive), { condition });
    assert.deepEqual(device.objects, tape);
  });
}

test('damage to any checked byte of the label is found, and the owner may be anybody', async () => {
  for (let offset = 0; offset < 80; offset++) {
    const opened = openForRetrieve(memoryTape({ objects: withLabelText(offset, '#') }), {
      vid,
      protectionAllowed: true,
    });
    if (offset >= 37 && offset < 51) await opened;
    else if (offset < 4) await assert.rejects(opened, { condition: 'VOLUME_LABEL_FOREIGN' });
    else if (offset < 10) await assert.rejects(opened, { condition: 'VOLUME_LABEL_MISMATCH' });
    else await assert.rejects(opened, { condition: 'LABEL_FIELD_INVALID' }, `offset ${offset}`);
  }
});

test('a label is read whoever the tape belongs to', async () => {
  assert.deepEqual(await readVolumeLabel(memoryTape({ objects: protectedTape.objects })), {
    vid: 'V00001',
    protection: 'crc32c',
    owner: 'CTA',
  });
});

test('a protected tape is read with protection where drive and configuration have it, and without where not', async () => {
  const tape = protectedTape.objects;
  const device = memoryTape({ objects: tape });
  assert.equal((await openForRetrieve(device, { vid, protectionAllowed: true })).protection, 'on');
  assert.equal(device.protection, 'crc32c-read-only');
  assert.equal((await openForRetrieve(device, { vid, protectionAllowed: false })).protection, 'off-but-present');
  assert.equal(device.protection, 'off');
  const plain = memoryTape({ objects: tape, protectionSupported: false });
  assert.equal((await openForRetrieve(plain, { vid, protectionAllowed: true })).protection, 'off-but-present');
  const unprotected = memoryTape({ objects });
  assert.equal((await openForRetrieve(unprotected, { vid, protectionAllowed: true })).protection, 'off');
});

test('a protected tape is never written without protection', async () => {
  const archive = { vid, lastFseq: 0, identity: sampleIdentity };
  const condition = 'TAPE_PROTECTION_UNAVAILABLE';
  const device = memoryTape({ objects: protectedTape.objects });
  await assert.rejects(openForArchive(device, { ...archive, protectionAllowed: false }), { condition });
  const plain = memoryTape({ objects: protectedTape.objects, protectionSupported: false });
  await assert.rejects(openForArchive(plain, { ...archive, protectionAllowed: true }), { condition });
  await openForArchive(device, { ...archive, protectionAllowed: true });
  assert.equal(device.protection, 'crc32c');
});

const labelOptions = { vid, identity: sampleIdentity, protectionAllowed: false, force: false };

test('labelling a blank tape leaves VOL1, the header of labelling and a filemark, on the medium', async () => {
  const device = memoryTape();
  assert.deepEqual(await labelTape(device, labelOptions), { vid, protection: 'none', owner: 'CTA' });
  assert.deepEqual(
    device.objects.map(({ type }) => type),
    ['block', 'block', 'filemark'],
  );
  assert.equal(device.flushedObjects, 3);
});

test('labelling uses protection where drive and configuration have it', async () => {
  const label = await labelTape(memoryTape(), { ...labelOptions, protectionAllowed: true });
  assert.equal(label.protection, 'crc32c');
  const plain = memoryTape({ protectionSupported: false });
  assert.equal((await labelTape(plain, { ...labelOptions, protectionAllowed: true })).protection, 'none');
});

test('a tape may be labelled again under its own VID, and what was on it is gone', async () => {
  const device = memoryTape({ objects });
  await labelTape(device, labelOptions);
  assert.equal(device.objects.length, 3);
  await labelTape(device, { ...labelOptions, protectionAllowed: true });
  await labelTape(device, { ...labelOptions, protectionAllowed: true });
  assert.equal((await readVolumeLabel(device)).protection, 'crc32c');
});

test('a tape of another VID is labelled only where the old one is named', async () => {
  const device = memoryTape({ objects });
  const other = { ...labelOptions, vid: 'V00002' };
  await assert.rejects(labelTape(device, other), { condition: 'VOLUME_LABEL_MISMATCH' });
  await assert.rejects(labelTape(device, { ...labelOptions, oldVid: 'V00002' }), {
    condition: 'VOLUME_LABEL_MISMATCH',
  });
  assert.deepEqual(device.objects, objects);
  await labelTape(device, { ...other, oldVid: vid });
  assert.equal((await readVolumeLabel(device)).vid, 'V00002');
});

test('a foreign or damaged tape is labelled only with force', async () => {
  for (const [tape, condition] of [
    [firstBlock(32_768), 'VOLUME_LABEL_FOREIGN'],
    [withLabelText(12, '#'), 'LABEL_FIELD_INVALID'],
    [withLabelText(77, '01'), 'TAPE_PROTECTION_UNSUPPORTED'],
  ] as const) {
    const device = memoryTape({ objects: tape });
    await assert.rejects(labelTape(device, labelOptions), { condition });
    assert.deepEqual(device.objects, tape);
    await labelTape(device, { ...labelOptions, force: true });
    assert.equal((await readVolumeLabel(device)).vid, vid);
  }
});

test('a VID that is not six of A-Z and 0-9 is our own fault', async () => {
  for (const wrong of ['', 'V0001', 'v00001', 'V000001']) {
    await assert.rejects(labelTape(memoryTape(), { ...labelOptions, vid: wrong }), { condition: 'UNFORESEEN_ERROR' });
  }
});
