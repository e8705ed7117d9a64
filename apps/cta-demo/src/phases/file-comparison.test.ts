import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { adler32 } from '@cta/testing';
import { FileComparison } from './file-comparison.ts';

const folder = await mkdtemp(join(tmpdir(), 'cta-comparison-'));
after(() => rm(folder, { recursive: true }));

const [original, copy] = [join(folder, 'original'), join(folder, 'copy')];
const content = Buffer.alloc(2_500_000, 'tape');
const archived = { sizeBytes: content.length, adler32: adler32(content) };
const comparison = new FileComparison();

async function differenceOf(left: Buffer | undefined, right: Buffer | undefined) {
  for (const [path, bytes] of [
    [original, left],
    [copy, right],
  ] as const) {
    await rm(path, { force: true });
    if (bytes !== undefined) await writeFile(path, bytes);
  }
  return comparison.compare(original, copy, archived);
}

/** The content with another byte near its end. */
function damaged(): Buffer {
  const bytes = Buffer.from(content);
  bytes[content.length - 2] = 0;
  return bytes;
}

test('a copy with the same bytes and the archived checksum does not differ', async () => {
  assert.equal(await differenceOf(content, content), 'same');
});

test('a copy that is not there, or has another length, is told as such', async () => {
  assert.equal(await differenceOf(content, undefined), 'missing');
  assert.equal(await differenceOf(content, content.subarray(1)), 'size');
  assert.equal(await differenceOf(content, Buffer.concat([content, Buffer.of(0)])), 'size');
});

test('a copy with one other byte fails by its checksum, even where the original has that byte too', async () => {
  assert.equal(await differenceOf(content, damaged()), 'checksum');
  assert.equal(await differenceOf(damaged(), damaged()), 'checksum');
});

test('an original that is another by now is not held against the copy', async () => {
  assert.equal(await differenceOf(damaged(), content), 'source-changed');
  assert.equal(await differenceOf(undefined, content), 'source-changed');
});
