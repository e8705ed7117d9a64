import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionError } from '@cta/conditions';
import { createLogger, mergeEvents, runtimeEvents } from '@cta/runtime';
import { sessionEvents } from '@cta/session';
import { faultsOfLog } from './log-rules.ts';

function taped() {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const events = mergeEvents(runtimeEvents, sessionEvents);
  const logger = createLogger({ events, program: 'cta-taped', level: 'debug', destination }).with({ drive: 'DRIVE1' });
  const inMount = (mountId: number) => logger.with({ mount_id: mountId, vid: `V0000${mountId}` });
  /** What is wrong, without the lines. */
  const faults = () => faultsOfLog(lines.join(''), 'DRIVE1').map((fault) => fault.split(/[:(]/, 1).join('').trim());
  return { lines, logger, inMount, faults };
}

test('a log as it should be has no fault', () => {
  const { logger, inMount, faults, lines } = taped();
  logger.emit('mount_of_the_past_ended', { mount_id: 1, vid: 'V00001' });
  inMount(2).emit('mount_granted', { mount_type: 'RETRIEVE' });
  inMount(2).emit('activity_failed', { phase: 'mounting' }, new ConditionError('DRIVE_LOAD_FAILED'));
  inMount(2).emit('mount_ended');
  inMount(3).emit('mount_granted', { mount_type: 'RETRIEVE' });
  lines.push('{"half a li');
  assert.deepEqual(faults(), []);
});

test('a line of another mount, or of one that has ended, is found', () => {
  const { logger, inMount, faults } = taped();
  inMount(1).emit('mount_empty');
  inMount(2).emit('mount_granted');
  inMount(3).emit('mount_empty');
  inMount(2).emit('mount_ended');
  inMount(2).emit('mount_empty');
  logger.with({ drive: 'DRIVE2' }).emit('mount_empty');
  const ofMount = ['alien mount_id', 'alien vid'];
  assert.deepEqual(faults(), [...ofMount, ...ofMount, ...ofMount, 'alien drive']);
});

test('a process that names another drive throughout is found', () => {
  const { logger, lines } = taped();
  logger.emit('leave_wanted');
  const [fault = ''] = faultsOfLog(lines.join(''), 'DRIVE2');
  assert.match(fault, /^alien drive: /);
});

test('what is said twice within a second is found, in a row or with something in between', () => {
  const { logger, faults } = taped();
  logger.emit('leave_wanted');
  logger.emit('leave_wanted');
  logger.emit('drive_entered_anew');
  logger.emit('leave_wanted');
  for (const _ of [1, 2]) logger.with({ mount_id: 1, vid: 'V00001' }).emit('mount_granted');
  for (const _ of [1, 2]) logger.emit('drive_phase_changed', { from: 'idle', to: 'down' });
  assert.deepEqual(faults(), Array(4).fill('said twice'));
});

test('what is said in one mount may be said in the next, and a phase entered again', () => {
  const { logger, faults } = taped();
  logger.emit('drive_phase_changed', { from: 'probing', to: 'down' });
  logger.emit('drive_phase_changed', { from: 'down', to: 'probing' });
  logger.emit('drive_phase_changed', { from: 'probing', to: 'down' });
  for (const mountId of [1, 2]) {
    logger.emit('leave_wanted');
    const inMount = logger.with({ mount_id: mountId, vid: 'V00001' });
    inMount.emit('mount_granted');
    inMount.emit('mount_ended');
  }
  assert.deepEqual(faults(), []);
});

test('a connection that was back may be lost anew by the same cause; one that was not is lost once', () => {
  const { logger, faults } = taped();
  const gone = new ConditionError('DATABASE_UNREACHABLE');
  const lose = (connection: string) => logger.emit('connection_lost', { connection }, gone);
  const back = (connection: string) => logger.emit('connection_back', { connection, failures: 1, lost_for_s: 0.1 });
  lose('Catalogue');
  lose('SchedulerDB');
  back('Catalogue');
  lose('Catalogue');
  assert.deepEqual(faults(), []);
  lose('SchedulerDB');
  assert.deepEqual(faults(), ['said twice']);
});

test('what is said once more after a while is no repetition', () => {
  const { logger, lines, faults } = taped();
  logger.emit('leave_wanted');
  const { epoch_time: seconds, ...rest } = JSON.parse(lines[0] ?? '') as { epoch_time: number };
  lines.push(`${JSON.stringify({ ...rest, epoch_time: seconds + 2 })}\n`);
  assert.deepEqual(faults(), []);
});

test('a condition that two events tell of in a row is found; each of two jobs that fail for the same may tell of it', () => {
  const { logger, inMount, faults } = taped();
  const error = new ConditionError('DRIVE_LOAD_FAILED', { message: 'no cartridge' });
  logger.emit('activity_failed', { phase: 'probing' }, error);
  logger.emit('drive_put_down', {}, error);
  logger.emit('activity_failed', { phase: 'recovering' }, new ConditionError('DRIVE_NO_ANSWER'));
  logger.emit('drive_put_down', {}, new ConditionError('DRIVE_NO_ANSWER'));
  const other = new ConditionError('DISK_FILE_NOT_FOUND');
  inMount(1).emit('mount_granted');
  inMount(1).emit('job_failed', { job_id: 1 }, other);
  inMount(1).emit('job_failed', { job_id: 2 }, other);
  assert.deepEqual(faults(), ['said by activity_failed']);
});

test('lines that are not declared, and errors without a code, are found', () => {
  const { logger, lines, faults } = taped();
  lines.push('Warning: something\n');
  logger.emit('mount_empty');
  const [, line = ''] = lines;
  lines.push(line.replace('mount_empty', 'mount_eaten'));
  lines.push(line.replace('"event"', '"colour":"red","event"'));
  lines.push(line.replace('cta-taped', 'cta-other'));
  logger.emit('job_failed', {}, new ConditionError('DISK_FILE_NOT_FOUND'));
  lines.push((lines.at(-1) ?? '').replace(/"code":"F101",/, ''));
  const notOfTheForm = 'not of the form that is declared';
  assert.deepEqual(faults(), ['not JSON', notOfTheForm, notOfTheForm, 'of no program that we know', notOfTheForm]);
});
