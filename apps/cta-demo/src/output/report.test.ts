import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ArchiveFileId } from '@cta/catalogue';
import { ConditionError } from '@cta/conditions';
import type { ArchiveRequestId } from '@cta/scheduler';
import { PhaseTimes } from '../phases/phase-times.ts';
import { isPerfect, type RoundTrip } from '../phases/round-trip.ts';
import { reportOf } from './report.ts';

const archived = {
  path: '/tree/file',
  name: 'tree/file',
  sizeBytes: 1_500_000,
  ownerUid: 0,
  gid: 0,
  archiveFileId: ArchiveFileId(1n),
  archiveRequestId: 1n as ArchiveRequestId,
};

const good: RoundTrip = {
  submission: { requestGroup: 'group', queued: [archived], refused: [] },
  archived: [archived],
  failed: [],
  refusedRetrieves: [],
  different: [],
  changed: [],
  tapes: [],
  mounts: { archive: 2, retrieve: 1 },
};

const linesOf = (roundTrip: RoundTrip): readonly string[] => reportOf(roundTrip, new PhaseTimes());

test('a round trip in which all came back is OK, refused and changed files included', () => {
  const refused = ['/tree/a', '/tree/b'].map((path) => ({ path, error: new ConditionError('JOB_FILE_EMPTY') }));
  const roundTrip = { ...good, submission: { ...good.submission, refused }, changed: ['/tree/log'] };
  const lines = linesOf(roundTrip);
  assert.ok(isPerfect(roundTrip));
  assert.ok(lines.includes('  J103 An empty file cannot be archived: 2 files'));
  assert.ok(lines.includes('changed while the demo ran, and so compared by checksum: 1 file'));
  assert.equal(lines.at(-1), 'OK: 1 file archived as two copies and retrieved: every byte and checksum is the same');
});

test('one file that came back otherwise makes a failure that names it', () => {
  const roundTrip: RoundTrip = { ...good, different: [{ path: '/tree/file', difference: 'checksum' }] };
  const lines = linesOf(roundTrip);
  assert.ok(!isPerfect(roundTrip));
  assert.ok(lines.includes('  /tree/file: came back with another checksum'));
  assert.match(lines.at(-1) ?? '', /^FAILED: /);
});

test('a long list of failures is cut and says how long it is', () => {
  const different = Array.from({ length: 25 }, (_, n) => ({ path: `/tree/${n}`, difference: 'missing' as const }));
  const lines = linesOf({ ...good, different });
  assert.equal(lines.filter((line) => line.endsWith('was not retrieved')).length, 20);
  assert.ok(lines.includes('  … and 5 more'));
});
