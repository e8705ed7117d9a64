import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  adler32,
  generatedContent,
  loadTapeImage,
  memoryTape,
  type TapeImage,
  type TapeImageFile,
  type TapeObject,
} from '@cta/testing';
import type { FileLocator, WriterIdentity } from './index.ts';
import { labelTape, openForArchive, openForRetrieve, readVolumeLabel } from './index.ts';

/** Tapes that were written by CTA's own code; present on the machines that this project is built on. */
const goldenFolder = process.env['GOLDEN_DIR'] ?? join(import.meta.dirname, '../../../../shared/golden');

if (existsSync(goldenFolder)) {
  for (const entry of readdirSync(goldenFolder, { withFileTypes: true })) {
    if (entry.isDirectory()) testImage(entry.name);
  }
} else {
  test('tapes written by CTA', { skip: `no folder ${goldenFolder}; GOLDEN_DIR names another` }, () => undefined);
}

function testImage(name: string): void {
  const load = (): Promise<TapeImage> => loadTapeImage(join(goldenFolder, name), { wire: name.endsWith('-wire') });

  test(`${name}: the writer produces its bytes`, async () => {
    const image = await load();
    assert.deepEqual(texts(await rewrite(image, Infinity)), texts(image.objects));
  });

  test(`${name}: the writer produces its bytes with one session a file`, async () => {
    const image = await load();
    assert.deepEqual(texts(await rewrite(image, 1)), texts(image.objects));
  });

  for (const by of ['block-id', 'fseq'] as const) {
    test(`${name}: the reader reads every file, in any order, by ${by}`, async () => {
      const image = await load();
      const tape = memoryTape({ objects: image.objects });
      const reader = await openForRetrieve(tape, { vid: image.vid, protectionAllowed: true });
      for (const file of [...image.files, ...image.files.toReversed()]) {
        const locator: FileLocator = by === 'fseq' ? { by } : { by, blockId: file.blockId };
        await reader.openFile({ ...file, locator });
        const content = await readAll(reader);
        assert.ok(content.equals(generatedContent(file.archiveFileId, file.sizeBytes)));
        assert.equal(adler32(content), Number.parseInt(file.adler32, 16));
      }
    });
  }
}

async function readAll(reader: { readBlock(buffer: Uint8Array): Promise<number | 'end'> }): Promise<Buffer> {
  const blocks: Uint8Array[] = [];
  const buffer = new Uint8Array(262_144 + 4);
  for (let length = await reader.readBlock(buffer); length !== 'end'; length = await reader.readBlock(buffer)) {
    blocks.push(buffer.slice(0, length));
  }
  return Buffer.concat(blocks);
}

/** Writes the image once more: labels a tape as its writer did, and archives the same blocks. */
async function rewrite(image: TapeImage, filesASession: number): Promise<readonly TapeObject[]> {
  const tape = memoryTape();
  const { protection } = await readVolumeLabel(memoryTape({ objects: image.objects }));
  const protectionAllowed = protection === 'crc32c';
  const identity = identityOf(image);
  await labelTape(tape, { vid: image.vid, identity, protectionAllowed, force: false });
  const files = image.files.length > 0 ? image.files : refusedFiles(image);
  for (let first = 0; first < files.length; first += filesASession) {
    const writer = await openForArchive(tape, {
      vid: image.vid,
      lastFseq: first,
      identity,
      protectionAllowed,
      blockSizeBytes: blockSizeOf(image),
    });
    for (const { archiveFileId, fSeq, blockId } of files.slice(first, first + filesASession)) {
      const begun = await writer.beginFile({ archiveFileId, fSeq });
      assert.equal(begun.blockId, blockId);
      const blocks = payloadOf(image, blockId);
      for (const block of blocks) await writer.writeBlock(Buffer.concat([block, Buffer.alloc(4)]), block.length);
      if (blocks.length === 0) await assert.rejects(writer.endFile(), { condition: 'UNFORESEEN_ERROR' });
      else assert.equal((await writer.endFile()).blockCount, blocks.length);
    }
  }
  return tape.objects;
}

function payloadOf(image: TapeImage, blockId: number): readonly Uint8Array[] {
  const start = (blockId === 0 ? 1 : blockId) + 4;
  const blocks: Uint8Array[] = [];
  for (const object of image.objects.slice(start)) {
    if (object.type === 'filemark') break;
    blocks.push(object.bytes);
  }
  return blocks;
}

/** A header that no file follows: what was left of a file that CTA refused. */
function refusedFiles(image: TapeImage): readonly Pick<TapeImageFile, 'archiveFileId' | 'fSeq' | 'blockId'>[] {
  if (image.objects.length < 4) return [];
  return [{ archiveFileId: BigInt(`0x${textAt(image, 1, 4, 17)}`), fSeq: 1, blockId: 0 }];
}

function identityOf(image: TapeImage): WriterIdentity {
  const hasFile = image.objects.length > 3;
  const user = (offset: number, length: number): string => (hasFile ? textAt(image, 3, offset, length) : 'UNUSED');
  return {
    site: user(34, 8),
    moverHost: user(42, 10),
    driveVendor: user(52, 8),
    driveModel: user(60, 8),
    driveSerial: user(68, 12),
    softwareVersion: textAt(image, 1, 64, 9),
    date: { year: 2000 + Number(textAt(image, 1, 42, 2)), dayOfYear: Number(textAt(image, 1, 44, 3)) },
  };
}

function blockSizeOf(image: TapeImage): number {
  return image.objects.length > 3 ? Number(textAt(image, 3, 14, 10)) : 262_144;
}

function textAt(image: TapeImage, object: number, offset: number, length: number): string {
  const found = image.objects[object];
  assert.equal(found?.type, 'block');
  return Buffer.from(found.bytes.subarray(offset, offset + length))
    .toString('latin1')
    .trim();
}

/** Objects in a form whose differences can be read. */
function texts(objects: readonly TapeObject[]): readonly string[] {
  return objects.map((object) =>
    object.type === 'filemark' ? 'filemark' : Buffer.from(object.bytes).toString('latin1'),
  );
}
