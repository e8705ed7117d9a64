import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type DiskReport, reportTo } from './report.ts';

const folder = mkdtempSync(join(tmpdir(), 'cta-report-'));
after(() => rmSync(folder, { recursive: true }));

const options = { signal: new AbortController().signal, allowedRoots: [folder] };
const archived: DiskReport = { event: 'archived', archiveFileId: 2n ** 60n };

test('reports to a file are lines of JSON, whole however many come at once', async () => {
  const path = join(folder, 'reports.jsonl');
  const failed: DiskReport = {
    event: 'retrieve_failed',
    archiveFileId: 7n,
    code: 'M101',
    text: 'Medium cannot be read',
  };
  await Promise.all([archived, failed, archived].map((report) => reportTo(pathToFileURL(path).href, report, options)));
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n').sort();
  assert.deepEqual(
    lines.map((line): unknown => JSON.parse(line)),
    [
      { event: 'archived', archive_file_id: '1152921504606846976' },
      { event: 'archived', archive_file_id: '1152921504606846976' },
      { event: 'retrieve_failed', archive_file_id: '7', code: 'M101', text: 'Medium cannot be read' },
    ],
  );
});

test('nobody is told by null: and by an empty URL', async () => {
  await reportTo('null:', archived, options);
  await reportTo('', archived, options);
});

test('a report that cannot be delivered says why', async () => {
  await assert.rejects(reportTo('gopher://somewhere/', archived, options), { condition: 'DISK_URL_UNSUPPORTED' });
  await assert.rejects(reportTo('file:///etc/reports', archived, options), { condition: 'DISK_PATH_ESCAPES' });
  const absent = pathToFileURL(join(folder, 'absent', 'reports')).href;
  await assert.rejects(reportTo(absent, archived, options), { condition: 'DISK_FILE_NOT_FOUND' });
});
