import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sampleTape } from '../memory-tape/sample-tape.ts';
import { readTapeImageIndex, saveTapeImage, type TapeImage } from '../tape-image/tape-image.ts';
import { adler32 } from './adler32.ts';
import { readTape } from './tape-reader.ts';
import { verifyTape } from './tape-verification.ts';

const scratch = await mkdtemp(join(tmpdir(), 'cta-tape-reader-'));
after(() => rm(scratch, { recursive: true }));

const sample = await sampleTape({
  vid: 'V00001',
  protection: true,
  files: [
    { archiveFileId: 7n, blockLengths: [100, 20] },
    { archiveFileId: 0xffffffffffffffffn, blockLengths: [300] },
  ],
});

async function saved(name: string, image: TapeImage): Promise<string> {
  const folder = join(scratch, name);
  await saveTapeImage(folder, image);
  return folder;
}

function expectedOf(image: Pick<TapeImage, 'files'>): Parameters<typeof verifyTape>[2] {
  return image.files.map((file) => ({ ...file, adler32: Number.parseInt(file.adler32, 16) }));
}

test('Adler-32 has the vectors of zlib, also continued', () => {
  assert.equal(adler32(new Uint8Array()), 1);
  assert.equal(adler32(Buffer.from('1')), 0x00320032);
  const first = adler32(Buffer.from('The quick brown fox '));
  assert.equal(first, 0x4c620734);
  assert.equal(adler32(Buffer.from('jumps over the lazy dog'), first), 0x5bdc0fda);
  assert.equal(adler32(new Uint8Array(1_000_000).fill(0xff)), 0x3843e1be);
});

test('a tape is listed with every file, its place, size and Adler-32', async () => {
  const tape = await readTape(await saved('good', sample));
  assert.deepEqual([tape.vid, tape.protection], ['V00001', 'crc32c']);
  assert.deepEqual(
    tape.files.map(({ archiveFileId, fSeq, blockId, blockCount, sizeBytes }) => [
      archiveFileId,
      fSeq,
      blockId,
      blockCount,
      sizeBytes,
    ]),
    [
      [7n, 1, 0, 2, 120],
      [0xffffffffffffffffn, 2, 12, 1, 300],
    ],
  );
});

test('a tape that is as it should be verifies; one that differs is told by file', async () => {
  const folder = await saved('verified', sample);
  const [first, second] = expectedOf(sample);
  assert.ok(first !== undefined && second !== undefined);
  assert.deepEqual(await verifyTape(folder, 'V00001', [first, second]), []);
  assert.deepEqual(
    await verifyTape(folder, 'V00002', [
      { ...first, sizeBytes: 121 },
      { ...second, fSeq: 3 },
    ]),
    [
      'label says V00001, expected V00002',
      'file 1: sizeBytes is 120, expected 121',
      'file 3 is not on tape',
      'file 2 is on tape but not expected',
    ],
  );
});

test('a tape with only its label has no files', async () => {
  const folder = await saved('label', await sampleTape({ vid: 'V00009', files: [] }));
  assert.deepEqual(await readTape(folder), { vid: 'V00009', protection: 'none', files: [] });
});

test('a tape that is not as the format says is read up to there', async () => {
  for (const [damage, objects, files, debris] of [
    ['cut', sample.objects.slice(0, -3), 1, 'tape object 19: EOF2 expected'],
    ['block-lost', sample.objects.toSpliced(5, 1), 0, 'tape object 7: wrong block count'],
    ['filemark-lost', sample.objects.toSpliced(4, 1), 0, 'tape object 4: filemark expected'],
  ] as const) {
    const folder = await saved(damage, { ...sample, objects });
    const tape = await readTape(folder);
    assert.deepEqual([tape.files.length, tape.debris], [files, debris]);
    const lost = expectedOf(sample).slice(files);
    assert.deepEqual(
      await verifyTape(folder, 'V00001', expectedOf(sample)),
      lost.map(({ fSeq }) => `file ${fSeq} is not on tape (${debris})`),
    );
  }
});

test('an image whose bytes are damaged is not read at all', async () => {
  const folder = await saved('damaged', sample);
  const blocks = join(folder, 'blocks.bin');
  const bytes = await readFile(blocks);
  bytes[400] = (bytes[400] ?? 0) ^ 1;
  await writeFile(blocks, bytes);
  await assert.rejects(readTape(folder), /CRC-32C of object 5 differs/);
});

const goldenFolder = process.env['GOLDEN_DIR'] ?? join(import.meta.dirname, '../../../../../shared/golden');
const golden = ['aul3-nolbp', 'aul3-lbp', 'aul3-append1-nolbp', 'aul1-block32768', 'aul1-bufsize5000000', 'label-lbp'];
for (const name of golden) {
  const folder = join(goldenFolder, name);
  test(`${name} verifies`, { skip: existsSync(folder) ? false : `no folder ${folder}` }, async () => {
    assert.deepEqual(await verifyTape(folder, 'V00001', expectedOf(await readTapeImageIndex(folder))), []);
  });
}
