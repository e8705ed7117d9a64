import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { isCondition } from '@cta/conditions';
import { openSgTransport } from './sg-transport.ts';

const folder = mkdtempSync(join(tmpdir(), 'cta-sg-'));
after(() => rmSync(folder, { recursive: true }));

const notFound = (errno: string) => (error: unknown) =>
  isCondition(error, 'DRIVE_NOT_FOUND') && error.details['errno'] === errno;

test('a device file that is not there is DRIVE_NOT_FOUND', () => {
  assert.throws(() => openSgTransport(join(folder, 'nst0')), notFound('ENOENT'));
});

test('a regular file is no SCSI device', () => {
  const file = join(folder, 'file');
  writeFileSync(file, 'no tape');
  assert.throws(() => openSgTransport(file), notFound('ENOTTY'));
});

test('a character device without SCSI pass-through is no SCSI device', () => {
  assert.throws(() => openSgTransport('/dev/null'), notFound('ENOTTY'));
});

test('a folder is no SCSI device', () => {
  assert.throws(() => openSgTransport(folder), notFound('EISDIR'));
});
