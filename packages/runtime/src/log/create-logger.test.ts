import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ConditionError, isCondition } from '@cta/conditions';
import { hostName } from '../identity/host-name.ts';
import { createLogger, type LoggerOptions } from './create-logger.ts';
import { defineEvents } from './event.ts';
import type { LogDestination } from './log-destination.ts';
import { mergeEvents } from './merge-events.ts';

const events = defineEvents({
  tape_mounted: {
    level: 'info',
    message: 'Tape is mounted',
    fields: { vid: 'volume identifier', bytes: 'size', note: 'text', parts: 'list' },
  },
  block_read: { level: 'debug', message: 'Block was read' },
  mount_failed: { level: 'error', message: 'Mount failed', fields: { vid: 'volume identifier' } },
});

function capture(options: Partial<LoggerOptions<typeof events>> = {}) {
  const lines: string[] = [];
  const destination = { write: (text: string) => void lines.push(text) };
  return { lines, logger: createLogger({ events, program: 'cta-test', destination, ...options }) };
}

function parsed(line: string | undefined): Record<string, unknown> {
  assert.ok(line !== undefined && line.endsWith('}\n'));
  return JSON.parse(line) as Record<string, unknown>;
}

test('a line is one JSON object with the fields of every line, those of the context and those of the event', () => {
  const { lines, logger } = capture();
  logger.with({ drive: 'VDRIVE1', vid: 'V00001' }).emit('tape_mounted', { vid: 'V00002', parts: [1, 'b'], note: null });
  const { epoch_time, local_time, ...rest } = parsed(lines[0]);
  assert.deepEqual(rest, {
    log_level: 'INFO',
    hostname: hostName(),
    program: 'cta-test',
    pid: process.pid,
    event: 'tape_mounted',
    message: 'Tape is mounted',
    drive: 'VDRIVE1',
    vid: 'V00002',
    parts: [1, 'b'],
    note: null,
  });
  assert.ok(Math.abs(Number(epoch_time) * 1000 - Date.now()) < 60_000);
  assert.match(String(local_time), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}$/);
  assert.match(lines[0] ?? '', /"epoch_time":\d+\.\d{9},/);
});

test('a bigint is printed as the whole number that it is', () => {
  const { lines, logger } = capture();
  logger.emit('tape_mounted', { bytes: 9_007_199_254_740_993n });
  assert.match(lines[0] ?? '', /"bytes":9007199254740993[,}]/);
});

test('an error gives the line its code, suspect, message, details and causes', () => {
  const { lines, logger } = capture();
  const cause = new Error('outer', { cause: new AggregateError([new Error('::1'), new Error('127.0.0.1')], 'all') });
  const details = { tries: 3n };
  logger.emit('mount_failed', {}, new ConditionError('DATABASE_UNREACHABLE', { message: 'Catalogue', details, cause }));
  const { code, suspect, error_message, causes, stack, details: told } = parsed(lines[0]);
  assert.deepEqual(
    { code, suspect, error_message, causes, stack, told },
    {
      code: 'B101',
      suspect: 'database',
      error_message: 'B101 Database cannot be reached: Catalogue',
      causes: ['Error: outer', 'AggregateError: all', 'Error: ::1', 'Error: 127.0.0.1'],
      stack: undefined,
      told: { tries: 3 },
    },
  );
});

test('a foreign error is our own fault, with its stack', () => {
  const { lines, logger } = capture();
  logger.emit('mount_failed', { vid: 'V00001' }, new RangeError('index'));
  const line = parsed(lines[0]);
  assert.equal(line['code'], 'S001');
  assert.deepEqual(line['causes'], ['RangeError: index']);
  assert.match(String((line['stack'] as string[])[0]), /create-logger\.test\.ts/);
});

test('an event of level error that comes without an error has the code of an unforeseen one', () => {
  const { lines, logger } = capture();
  logger.emit('mount_failed');
  assert.equal(parsed(lines[0])['code'], 'S001');
});

test('events below the level are not written', () => {
  const { lines, logger } = capture();
  logger.emit('block_read');
  assert.deepEqual(lines, []);
  const verbose = capture({ level: 'debug' });
  verbose.logger.emit('block_read');
  assert.equal(parsed(verbose.lines[0])['log_level'], 'DEBUG');
});

test('an undeclared event or field neither compiles nor is written', () => {
  const { lines, logger } = capture();
  const ours = (error: unknown) => isCondition(error, 'UNFORESEEN_ERROR');
  // @ts-expect-error the event is not declared
  assert.throws(() => logger.emit('tape_eaten'), ours);
  // @ts-expect-error nor is an inherited name an event
  assert.throws(() => logger.emit('toString'), ours);
  // @ts-expect-error the field is not declared
  assert.throws(() => logger.emit('mount_failed', { colour: 'red' }), ours);
  // @ts-expect-error the event has no fields
  assert.throws(() => logger.emit('block_read', { vid: 'V00001' }), ours);
  assert.deepEqual(lines, []);
});

test('no event and no context may use a field that lines have of their own', () => {
  const ours = (error: unknown) => isCondition(error, 'UNFORESEEN_ERROR');
  const bad = defineEvents({ x: { level: 'info', message: 'x', fields: { code: 'mine' } } });
  assert.throws(() => createLogger({ events: bad, program: 'p' }), ours);
  assert.throws(() => capture().logger.with({ pid: 1 }), ours);
});

test('tables of events are merged, unless two declare the same name', () => {
  const more = defineEvents({ tape_unmounted: { level: 'info', message: 'Tape is unmounted' } });
  const merged = mergeEvents(events, more);
  assert.deepEqual(Object.keys(merged), [...Object.keys(events), 'tape_unmounted']);
  createLogger({ events: merged, program: 'p', destination: { write: () => undefined } }).emit('tape_unmounted');
  assert.throws(
    () => mergeEvents(events, { mount_failed: { level: 'info', message: 'x' } }),
    (error) => isCondition(error, 'UNFORESEEN_ERROR'),
  );
});

test('a pretty line is aligned, quotes what has blanks and tells the reasons on the same line', () => {
  const { lines, logger } = capture({ format: 'pretty' });
  logger.emit('tape_mounted', { vid: 'V00001', note: 'two words', bytes: 12n });
  logger.emit(
    'mount_failed',
    { vid: 'V00001' },
    new ConditionError('DATABASE_UNREACHABLE', { cause: new Error('no') }),
  );
  assert.match(
    lines[0] ?? '',
    /^\d\d:\d\d:\d\d\.\d{3} INFO  tape_mounted {11}Tape is mounted vid=V00001 note="two words" bytes=12\n$/,
  );
  assert.match(
    lines[1] ?? '',
    /^\S+ ERROR mount_failed {11}Mount failed vid=V00001 \[B101 Database cannot be reached <- Error: no\]\n$/,
  );
});

/** Runs a program of its own that writes a thousand lines to `destination` and exits with 3. */
function thousandLines(destination: LogDestination, stdout: number | 'ignore') {
  const script = `
    import { createLogger, defineEvents } from ${JSON.stringify(new URL('../index.ts', import.meta.url).href)};
    const events = defineEvents({ x: { level: 'info', message: 'x', fields: { n: 'n' } } });
    const logger = createLogger({ events, program: 'p', destination: ${JSON.stringify(destination)} });
    for (let n = 0; n < 1000; n += 1) logger.emit('x', { n });
    setImmediate(() => process.exit(3));`;
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--conditions=@cta/source', '--input-type=module', '--eval', script],
    { encoding: 'utf8', stdio: ['ignore', stdout, 'pipe'] },
  );
  assert.equal(status, 3, stderr);
  return stderr;
}

test('what was written before the process exits is in the log file, whole', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cta-log-'));
  try {
    const file = join(folder, 'cta.log');
    assert.equal(thousandLines({ file }, 'ignore'), '');
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => (JSON.parse(line) as { n: number }).n),
      Array.from({ length: 1000 }, (_, n) => n),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a log that takes nothing more does not end the program, and is told of once', () => {
  const full = openSync('/dev/full', 'w');
  try {
    const warnings = thousandLines('stdout', full).match(/S104 Log cannot be written: stdout: Error: ENOSPC/g);
    assert.equal(warnings?.length, 1);
  } finally {
    closeSync(full);
  }
});

test('a log file that cannot be opened is a condition', () => {
  assert.throws(
    () => capture({ destination: { file: '/proc/none/cta.log' } }),
    (error) => isCondition(error, 'LOG_UNWRITABLE') && error.details['file'] === '/proc/none/cta.log',
  );
});
