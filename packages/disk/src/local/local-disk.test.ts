import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { ConditionName } from '@cta/conditions';
import type { DiskDestination } from '../disk-endpoint.ts';
import { parseDiskUrl } from '../disk-url.ts';
import { localDisk } from './local-disk.ts';

const folder = mkdtempSync(join(tmpdir(), 'cta-disk-'));
const root = join(folder, 'root');
mkdirSync(root);
writeFileSync(join(folder, 'secret'), 'not yours');
const disk = localDisk({ allowedRoots: [root] });
after(() => rmSync(folder, { recursive: true }));

function urlOf(...path: readonly string[]): URL {
  return pathToFileURL(join(root, ...path));
}

function raises(condition: ConditionName, work: () => unknown): void {
  assert.throws(work, { condition });
}

test('a file is read sequentially into pieces of shared memory', () => {
  writeFileSync(join(root, 'ten'), '0123456789');
  const memory = new Uint8Array(new SharedArrayBuffer(16));
  const source = disk.openRead(urlOf('ten'));
  assert.equal(source.sizeBytes, 10);
  assert.equal(source.read([memory.subarray(0, 3), memory.subarray(3, 6)]), 6);
  assert.equal(source.read([memory.subarray(6, 8), memory.subarray(8, 16)]), 4);
  assert.equal(source.read([memory.subarray(10, 16)]), 0);
  source.checkUnchanged();
  source.close();
  assert.equal(Buffer.from(memory.subarray(0, 10)).toString(), '0123456789');
});

test('a file that changes while it is read is noticed', () => {
  const path = join(root, 'changing');
  writeFileSync(path, 'before');
  const changes: readonly (() => void)[] = [
    () => appendFileSync(path, ' and more'),
    () => truncateSync(path, 1),
    () => utimesSync(path, 1, 1),
  ];
  for (const change of changes) {
    const source = disk.openRead(urlOf('changing'));
    source.checkUnchanged();
    change();
    raises('DISK_FILE_CHANGED', () => source.checkUnchanged());
    source.close();
  }
});

test('what cannot be read says why', () => {
  mkdirSync(join(root, 'folder'));
  execFileSync('mkfifo', [join(root, 'fifo')]);
  symlinkSync('loop', join(root, 'loop'));
  raises('DISK_FILE_NOT_FOUND', () => disk.openRead(urlOf('absent')));
  raises('DISK_NOT_A_FILE', () => disk.openRead(urlOf('folder')));
  raises('DISK_NOT_A_FILE', () => disk.openRead(urlOf('fifo')));
  raises('DISK_NOT_A_FILE', () => disk.openRead(urlOf('loop')));
  raises('DISK_NOT_A_FILE', () => disk.openRead(urlOf('ten', 'below')));
});

test('nothing outside of the allowed roots is read or written', () => {
  symlinkSync(join(folder, 'secret'), join(root, 'link-to-secret'));
  symlinkSync(folder, join(root, 'link-out'));
  symlinkSync(join(root, 'ten'), join(root, 'link-inside'));
  raises('DISK_PATH_ESCAPES', () => disk.openRead(pathToFileURL(join(folder, 'secret'))));
  raises('DISK_PATH_ESCAPES', () => disk.openRead(urlOf('link-to-secret')));
  raises('DISK_PATH_ESCAPES', () => disk.openRead(new URL(`${urlOf().href}/%2e%2e/secret`)));
  raises('DISK_PATH_ESCAPES', () => disk.openWrite(urlOf('link-out', 'new', 'file'), 'job'));
  raises('DISK_PATH_ESCAPES', () => disk.openWrite(pathToFileURL(join(`${root}-not`, 'file')), 'job'));
  assert.deepEqual(readdirSync(folder).sort(), ['root', 'secret']);
  disk.openRead(urlOf('link-inside')).close();
});

test('a URL that is not one of a local file is refused', () => {
  raises('DISK_URL_UNSUPPORTED', () => parseDiskUrl('/no/scheme'));
  for (const url of [
    'root://eos.example/f',
    'file://other.example/f',
    'file:///a%2Fb',
    'file:///a%00b',
    'file:///a?b',
  ]) {
    raises('DISK_URL_UNSUPPORTED', () => disk.openRead(parseDiskUrl(url)));
  }
});

test('a written file appears with its commit, folders and all, and replaces another', () => {
  for (const text of ['first', 'second']) {
    const destination = disk.openWrite(urlOf('new', 'folders', 'file'), 'job');
    destination.write([Buffer.from(text.slice(0, 2)), Buffer.from(text.slice(2))]);
    const before = readdirSync(join(root, 'new', 'folders'));
    assert.equal(before.filter((name) => !name.startsWith('.cta-retrieve-')).length, text === 'first' ? 0 : 1);
    destination.commit();
    assert.equal(readFileSync(join(root, 'new', 'folders', 'file'), 'utf8'), text);
  }
  assert.deepEqual(readdirSync(join(root, 'new', 'folders')), ['file']);
});

test('an aborted file leaves nothing, and what was there before', () => {
  mkdirSync(join(root, 'kept'));
  writeFileSync(join(root, 'kept', 'file'), 'old');
  const destination = disk.openWrite(urlOf('kept', 'file'), 'job');
  destination.write([Buffer.from('new')]);
  destination.abort();
  assert.deepEqual(readdirSync(join(root, 'kept')), ['file']);
  assert.equal(readFileSync(join(root, 'kept', 'file'), 'utf8'), 'old');
});

test('a destination that is a folder or lies in a file is refused, and leaves nothing', () => {
  mkdirSync(join(root, 'taken', 'folder'), { recursive: true });
  const destination = disk.openWrite(urlOf('taken', 'folder'), 'job');
  raises('DISK_NOT_A_FILE', () => destination.commit());
  raises('DISK_NOT_A_FILE', () => disk.openWrite(urlOf('ten', 'below'), 'job'));
  raises('DISK_NOT_A_FILE', () => disk.openWrite(new URL(`${urlOf('taken').href}/`), 'job'));
  assert.deepEqual(readdirSync(join(root, 'taken')), ['folder']);
});

test('the next attempt at a job removes what a killed one has left', () => {
  const left = join(root, 'left');
  mkdirSync(left);
  disk.openWrite(urlOf('left', 'file'), 'job 1').write([Buffer.from('of the killed')]);
  disk.openWrite(urlOf('left', 'other'), 'job 2').write([Buffer.from('of another job')]);
  const again = disk.openWrite(urlOf('left', 'file'), 'job 1');
  again.write([Buffer.from('whole')]);
  again.commit();
  assert.equal(readFileSync(join(left, 'file'), 'utf8'), 'whole');
  assert.deepEqual(readdirSync(left).sort(), ['.cta-retrieve-job 2', 'file']);
  disk.openWrite(urlOf('left', 'other'), 'job 2').abort();
  assert.deepEqual(readdirSync(left), ['file']);
});

test('an attempt that was overtaken touches nothing of the later one', () => {
  const ends: readonly ((overtaken: DiskDestination) => void)[] = [
    (overtaken) => raises('DISK_WRITE_ERROR', () => overtaken.commit()),
    (overtaken) => overtaken.abort(),
  ];
  for (const end of ends) {
    const overtaken = disk.openWrite(urlOf('overtaken', 'file'), 'job');
    const later = disk.openWrite(urlOf('overtaken', 'file'), 'job');
    later.write([Buffer.from('la')]);
    overtaken.write([Buffer.from('early')]);
    end(overtaken);
    assert.deepEqual(readdirSync(join(root, 'overtaken')), ['.cta-retrieve-job']);
    later.write([Buffer.from('ter')]);
    later.commit();
    assert.equal(readFileSync(join(root, 'overtaken', 'file'), 'utf8'), 'later');
    rmSync(join(root, 'overtaken', 'file'));
  }
});

test('a name that was made into a link leads nowhere', () => {
  mkdirSync(join(root, 'linked'));
  symlinkSync(join(folder, 'secret'), join(root, 'linked', '.cta-retrieve-job'));
  const destination = disk.openWrite(urlOf('linked', 'file'), 'job');
  destination.write([Buffer.from('mine')]);
  destination.commit();
  assert.equal(readFileSync(join(folder, 'secret'), 'utf8'), 'not yours');
  assert.equal(readFileSync(join(root, 'linked', 'file'), 'utf8'), 'mine');
});
