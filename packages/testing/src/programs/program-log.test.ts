import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { lastLines, loggedEvent } from './program-log.ts';

const folder = await mkdtemp(join(tmpdir(), 'cta-program-log-'));
after(() => rm(folder, { recursive: true }));

const log = join(folder, 'log');
await writeFile(
  log,
  [
    '(node:1) Warning: something of Node itself',
    '{"event":"service_starting","local_time":"12:00","log_level":"INFO","message":"Service is starting"}',
    '{"event":"service_ready","port":7}',
    '{"event":"service_ready","port":8}',
    '{"event":"half_writ',
  ].join('\n'),
);

test('the first line of an event is found between lines that are none', () => {
  assert.deepEqual(loggedEvent(log, 'service_ready'), { event: 'service_ready', port: 7 });
  assert.equal(loggedEvent(log, 'half_written'), undefined);
});

test('the end of a log is shown shortened, and what is no event as it is', () => {
  const [first, second] = lastLines(log, 5);
  assert.equal(first, '(node:1) Warning: something of Node itself');
  assert.equal(second, '12:00 INFO Service is starting');
  assert.deepEqual(lastLines(log, 1), ['{"event":"half_writ']);
});
