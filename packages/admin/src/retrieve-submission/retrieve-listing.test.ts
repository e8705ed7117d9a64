import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ArchiveFileId } from '@cta/catalogue';
import { listingLine, placeInFolder, readListing } from './retrieve-listing.ts';

const scratch = await mkdtemp(join(tmpdir(), 'cta-listing-'));
after(() => rm(scratch, { recursive: true }));

test('a listing is read as it was written, names with blanks included', async () => {
  const files = ['tree/a', 'tree/with blanks ', 'tree/ünïcode'].map((name, index) => ({
    archiveFileId: ArchiveFileId(BigInt(index + 1)),
    name,
  }));
  const path = join(scratch, 'listing');
  await writeFile(path, files.map((file) => `${listingLine(file)}\n`).join(''));
  assert.deepEqual(await readListing(path), files);
});

test('a line that is none of a listing is refused with its place', async () => {
  const path = join(scratch, 'wrong');
  await writeFile(path, '1 a\nsomething else\n');
  await assert.rejects(readListing(path), { condition: 'VALUE_INVALID', message: /wrong: line 2: / });
  await assert.rejects(readListing(join(scratch, 'absent')), { condition: 'DISK_FILE_NOT_FOUND' });
});

test('a name that leads out of the folder is refused, the others go on', () => {
  const names = ['a', 'sub/../b', '../c', 'sub/../../d', '/etc/e', '.', 'f/'];
  const files = names.map((name, index) => ({ archiveFileId: ArchiveFileId(BigInt(index + 1)), name }));
  const placed = placeInFolder(files, '/out');
  assert.deepEqual(
    placed.files.map(({ destination }) => destination),
    ['/out/a', '/out/b', '/out/etc/e'],
  );
  assert.deepEqual(
    placed.refused.map(({ archiveFileId, error }) => [archiveFileId, error.condition]),
    [3n, 4n, 6n, 7n].map((id) => [id, 'DISK_PATH_ESCAPES']),
  );
});
