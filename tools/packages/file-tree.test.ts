import assert from 'node:assert/strict';
import { lstatSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { FileTree } from './file-tree.ts';

test('a tree has the same modes and times wherever it is put together, and links are not followed', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'cta-tree-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const source = join(folder, 'source');
  mkdirSync(join(source, 'below'), { recursive: true, mode: 0o700 });
  writeFileSync(join(source, 'below/kept.js'), '', { mode: 0o600 });
  writeFileSync(join(source, 'dropped.ts'), '');
  const tree = new FileTree(join(folder, 'tree'));
  tree.copyFolder(source, 'packages/a', (path) => path.endsWith('.js'));
  tree.link('modules/a', '../packages/a');
  tree.write('bin/a', '#!/bin/sh\n', 0o755);
  tree.settle(1000);

  assert.deepEqual(
    tree.paths().map((path) => {
      const { mode, mtimeMs } = lstatSync(join(tree.folder, path));
      assert.equal(mtimeMs, 1_000_000);
      return `${(mode & 0o777).toString(8)} ${path}`;
    }),
    [
      '755 bin',
      '755 bin/a',
      '755 modules',
      '777 modules/a',
      '755 packages',
      '755 packages/a',
      '755 packages/a/below',
      '644 packages/a/below/kept.js',
    ],
  );
});
