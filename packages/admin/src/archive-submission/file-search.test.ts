import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { adler32 } from '@cta/testing';
import { FileExaminer } from './file-examination.ts';
import { type Found, findFiles } from './file-search.ts';

const scratch = realpathSync(await mkdtemp(join(tmpdir(), 'cta-file-search-')));
after(() => rm(scratch, { recursive: true }));
const tree = join(scratch, 'tree');
await mkdir(join(tree, 'sub', 'deep'), { recursive: true });
await mkdir(join(tree, 'void'));
await writeFile(join(tree, 'b'), 'second');
await writeFile(join(tree, 'a'), 'first');
await writeFile(join(tree, 'sub', 'deep', 'c'), 'third');
await writeFile(join(tree, 'empty'), '');
await writeFile(join(scratch, 'outside'), 'not asked for');
await symlink('a', join(tree, 'link-inside'));
await symlink('nowhere', join(tree, 'link-nowhere'));
await symlink(join(scratch, 'outside'), join(tree, 'link-outside'));
await symlink('../..', join(tree, 'sub', 'link-up'));
execFileSync('mkfifo', [join(tree, 'pipe')]);

const { signal } = new AbortController();

function told(found: Found): string {
  return 'error' in found ? `${found.path.slice(scratch.length + 1)} ${found.error.condition}` : found.name;
}

test('a folder gives its regular files in order, and each thing that is none with its condition', async () => {
  assert.deepEqual((await Array.fromAsync(findFiles([tree], signal))).map(told), [
    'tree/a',
    'tree/b',
    'tree/empty',
    'tree/link-inside DISK_NOT_A_FILE',
    'tree/link-nowhere DISK_FILE_NOT_FOUND',
    'tree/link-outside DISK_PATH_ESCAPES',
    'tree/pipe DISK_NOT_A_FILE',
    'tree/sub/deep/c',
    'tree/sub/link-up DISK_PATH_ESCAPES',
  ]);
});

test('paths may be files, links to them, and wrong, each by itself', async () => {
  const paths = [join(tree, 'b'), join(scratch, 'absent'), join(tree, 'link-outside'), join(tree, 'pipe')];
  assert.deepEqual((await Array.fromAsync(findFiles(paths, signal))).map(told), [
    'b',
    'absent DISK_FILE_NOT_FOUND',
    'outside',
    'tree/pipe DISK_NOT_A_FILE',
  ]);
});

test('a search that is aborted ends', async () => {
  await assert.rejects(Array.fromAsync(findFiles([tree], AbortSignal.abort())), { name: 'AbortError' });
});

test('a file is examined with its size, owner and Adler-32', async () => {
  const path = join(scratch, 'large');
  const content = Buffer.alloc(3 * 1024 * 1024 + 17, 'some content');
  await writeFile(path, content);
  const examiner = new FileExaminer({ checksum: true, maxFileSizeBytes: 0 });
  const examined = await examiner.examine({ path, name: 'large' }, signal);
  assert.deepEqual(
    [examined.sizeBytes, examined.ownerUid, examined.adler32],
    [content.length, process.getuid?.(), adler32(content)],
  );
  const unread = await new FileExaminer({ checksum: false, maxFileSizeBytes: 0 }).examine(examined, signal);
  assert.equal(unread.sizeBytes, content.length);
});

test('what cannot be archived is refused by its own condition', async () => {
  const examiner = new FileExaminer({ checksum: true, maxFileSizeBytes: 5 });
  const refused = (name: string, condition: string): Promise<void> =>
    assert.rejects(examiner.examine({ path: join(tree, name), name }, signal), { condition });
  await refused('empty', 'JOB_FILE_EMPTY');
  await refused('b', 'JOB_FILE_TOO_LARGE');
  await refused('absent', 'DISK_FILE_NOT_FOUND');
  await refused('pipe', 'DISK_NOT_A_FILE');
  await refused('sub', 'DISK_NOT_A_FILE');
  await refused('link-inside', 'DISK_NOT_A_FILE');
  assert.equal((await examiner.examine({ path: join(tree, 'a'), name: 'a' }, signal)).sizeBytes, 5);
});
