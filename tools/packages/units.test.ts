import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { exitStatuses, loadConfiguration } from '@cta/runtime';
import { longestStopMs, optionsOf } from '../../apps/cta-taped/src/drive-settings.ts';
import { longestStopMs as longestMaintenanceStopMs } from '../../apps/cta-maintd/src/longest-stop.ts';
import { configurationSchema as maintd } from '../../apps/cta-maintd/src/configuration.ts';
import { configurationSchema as taped } from '../../apps/cta-taped/src/configuration.ts';
import { root } from '../step.ts';
import { configurationFiles, exampleOf } from './documents/configuration-file.ts';

const folder = join(root, 'deploy/systemd');
const services = ['cta-taped@.service', 'cta-maintd.service'] as const;

/** All values of a key of a unit. */
function valuesOf(unit: string, key: string): readonly string[] {
  const lines = readFileSync(join(folder, unit), 'utf8').split('\n');
  return lines.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1));
}

function durationMs(text: string | undefined): number {
  const [, amount, unit] = /^(\d+)(s|min|h)$/.exec(text ?? '') ?? assert.fail(`no duration: ${text}`);
  return Number(amount) * { s: 1000, min: 60_000, h: 3_600_000 }[unit as 's' | 'min' | 'h'];
}

function temporaryFolder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'cta-units-'));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}

/** The example that packages carry, of a program, as a file. */
function exampleFile(t: TestContext, program: string): string {
  const file = configurationFiles.find((candidate) => candidate.program === program) ?? assert.fail(program);
  const path = join(temporaryFolder(t), file.name);
  writeFileSync(path, exampleOf(file));
  return path;
}

test('exits after which a person must act are not followed by a start', () => {
  const statuses: ReadonlySet<number> = new Set(Object.values(exitStatuses));
  const startedAgain: readonly number[] = [exitStatuses.SERVICE_STOPPING, exitStatuses.UNFORESEEN_ERROR];
  const needPerson = [...statuses].filter((status) => !startedAgain.includes(status)).sort((a, b) => a - b);
  for (const unit of services) {
    assert.deepEqual(valuesOf(unit, 'RestartPreventExitStatus'), [needPerson.join(' ')]);
    assert.deepEqual(valuesOf(unit, 'StartLimitIntervalSec'), ['0']);
  }
});

test('where systemd knows it, restarts come later each time, up to a minute', () => {
  const dropIn = 'restart-back-off.conf';
  const keys = readFileSync(join(folder, dropIn), 'utf8')
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line));
  assert.deepEqual(keys, ['RestartSteps=4', 'RestartMaxDelaySec=1min']);
  for (const unit of services) {
    assert.deepEqual(valuesOf(unit, 'Restart'), ['always']);
    const [pause] = valuesOf(unit, 'RestartSec');
    assert.ok(durationMs(pause) < durationMs(valuesOf(dropIn, 'RestartMaxDelaySec')[0]));
  }
});

test('a drive service is not killed in the longest stop that its bounds allow, also before it has told systemd how long that is', (t) => {
  const configuration = loadConfiguration(taped, exampleFile(t, 'cta-taped'));
  const longestMs = longestStopMs(optionsOf(configuration));
  const allowedMs = durationMs(valuesOf('cta-taped@.service', 'TimeoutStopSec')[0]);
  assert.ok(allowedMs >= longestMs, `a stop may take ${longestMs / 60_000} min`);
  assert.ok(allowedMs < 2 * longestMs, `systemd waits much longer than ${longestMs / 60_000} min`);
});

test('the maintenance service is not killed while it ends what it has begun', (t) => {
  const longestMs = longestMaintenanceStopMs(loadConfiguration(maintd, exampleFile(t, 'cta-maintd')));
  assert.ok(durationMs(valuesOf('cta-maintd.service', 'TimeoutStopSec')[0]) >= longestMs);
});

test('examples of configurations are good, and name credentials that the units hand out', (t) => {
  for (const [program, unit] of [
    ['cta-taped', 'cta-taped@.service'],
    ['cta-maintd', 'cta-maintd.service'],
  ] as const) {
    const credentials = [...readFileSync(exampleFile(t, program), 'utf8').matchAll(/"credential:(.*)"/g)];
    assert.deepEqual(
      credentials.map(([, name]) => name),
      valuesOf(unit, 'LoadCredential'),
    );
  }
});

function analyze(...words: readonly string[]): {
  readonly status: number | null;
  readonly complaints: readonly string[];
} {
  const { status, stderr, error } = spawnSync('systemd-analyze', words, { encoding: 'utf8' });
  if (error) throw error;
  return { status, complaints: stderr.split('\n').filter((line) => line !== '') };
}

test('systemd has no complaint about the units', (t) => {
  const machine = temporaryFolder(t);
  mkdirSync(join(machine, 'units'));
  for (const unit of readdirSync(folder).filter((name) => /\.(service|target)$/.test(name))) {
    // The programs are where they are installed, but not on this machine.
    const content = readFileSync(join(folder, unit), 'utf8').replace(/^ExecStart=\S+/m, 'ExecStart=/bin/true');
    writeFileSync(join(machine, 'units', unit), content);
  }
  symlinkSync('cta-taped@.service', join(machine, 'units/cta-taped@D1.service'));
  for (const unit of ['cta-taped@D1.service', 'cta-maintd.service', 'cta-taped.target']) {
    const { status, complaints } = analyze('verify', '--man=no', join(machine, 'units', unit));
    assert.deepEqual({ unit, status, complaints }, { unit, status: 0, complaints: [] });
  }
});

test('services may do little more than they must: systemd-analyze security', () => {
  for (const unit of services) {
    const { status, complaints } = analyze('security', '--offline=true', '--threshold=20', join(folder, unit));
    assert.deepEqual({ unit, status, complaints }, { unit, status: 0, complaints: [] });
  }
});
