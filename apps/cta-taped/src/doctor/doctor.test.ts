import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionError } from '@cta/conditions';
import type { LibrarySurvey } from '@cta/hardware';
import { runChecks } from './check.ts';
import { clockFinding } from './clock-check.ts';
import { doctorStatus, findingLines, findingsJson } from './doctor-report.ts';
import { driveFindings } from './drive-check.ts';
import { type Finding, good, noticed } from './finding.ts';
import { libraryFindings } from './library-check.ts';
import { nodeVersion } from './runtime-check.ts';

function codesOf(findings: readonly Finding[]): readonly string[] {
  return findings.map((finding) => (finding.verdict === 'ok' ? 'ok' : `${finding.verdict} ${finding.error.code}`));
}

function survey(...identifiers: readonly (string | undefined)[]): LibrarySurvey {
  const bays = identifiers.map((deviceIdentifier) => ({
    full: false,
    ...(deviceIdentifier !== undefined && { deviceIdentifier }),
  }));
  const counts = { transport: 1, slot: 10, port: 1, drive: bays.length };
  return { vendor: 'IBM', product: '03584L32', revision: '1234', counts, bays };
}

const first = 'IBM     ULT3580-TD9     0000000001';
const second = 'IBM     ULT3580-TD9     0000000002';

for (const [what, library, drive, code, text] of [
  [
    'is where it should be',
    survey(first, second),
    { ordinal: 1, serial: '0000000002' },
    'ok',
    /serial number 0000000002/,
  ],
  [
    'is told by its serial number alone',
    survey('0000000001'),
    { ordinal: 0, serial: '0000000001' },
    'ok',
    /serial number/,
  ],
  ['is in another place', survey(first, second), { ordinal: 0, serial: '0000000002' }, 'error L111', /is drive 1$/],
  ['is in another library', survey(first), { ordinal: 0, serial: '9' }, 'error L111', /is not in this library$/],
  [
    'has an ordinal that there is not',
    survey(first, second),
    { ordinal: 2, serial: '1' },
    'error L110',
    /it has 0 to 1$/,
  ],
  ['is not told by the changer', survey(undefined), { ordinal: 0, serial: '1' }, 'ok', /does not tell/],
  ['has not answered itself', survey(first), { ordinal: 0, serial: undefined }, 'ok', /nobody can tell/],
] as const) {
  test(`a drive that ${what}: ${code}`, () => {
    const findings = libraryFindings(library, drive);
    assert.deepEqual(codesOf(findings), ['ok', code]);
    const place = findings[1] ?? assert.fail();
    assert.match(place.verdict === 'ok' ? place.text : place.error.message, text);
  });
}

test('a drive that is not ready is a warning with its sense, one with a cartridge is not', () => {
  const identity = { vendor: 'IBM', product: 'ULT3580-TD9', revision: 'P371', serial: '1' };
  const drive = { device: '/dev/nst0', logical_block_protection: true };
  const findings = (readiness: Parameters<typeof driveFindings>[0]['readiness']) =>
    driveFindings({ identity, offersProtection: false, readiness }, drive);
  assert.deepEqual(codesOf(findings({ state: 'ready', writeProtected: false })), ['ok', 'ok']);
  const hung = findings({ state: 'not-ready', senseKey: 2, asc: 4, ascq: 3 });
  assert.deepEqual(codesOf(hung), ['ok', 'warning D110']);
  assert.match(findingLines(hung).join('\n'), /sense 02\/04\/03/);
});

test('clocks may differ by the time of the question, and by two seconds', () => {
  const reading = (serverMs: number) => clockFinding('Catalogue', { askedMs: 100_000, serverMs, answeredMs: 104_000 });
  for (const serverMs of [98_000, 100_000, 106_000]) assert.equal(reading(serverMs).verdict, 'ok');
  assert.match(findingLines([reading(90_000)]).join('\n'), /^warning .* S109 .*10\.0 s behind/);
  assert.match(findingLines([reading(107_500)]).join('\n'), /3\.5 s ahead of/);
});

test('an older Node is an error', () => {
  assert.deepEqual(codesOf([nodeVersion('24.1.0'), nodeVersion('22.20.0')]), ['ok', 'error S108']);
});

test('a check that hangs or fails is told, and the others go on', async () => {
  const aborted: unknown[] = [];
  const findings = await runChecks([
    {
      subject: 'slow',
      boundMs: 20,
      examine: (signal) => {
        signal.addEventListener('abort', () => aborted.push(signal.reason));
        return new Promise(() => {});
      },
    },
    { subject: 'broken', boundMs: 1000, examine: () => Promise.reject(new ConditionError('DRIVE_IN_USE')) },
    { subject: 'well', boundMs: 1000, examine: () => [good('well', 'is well')] },
  ]);
  assert.deepEqual(codesOf(findings), ['error S110', 'error D115', 'ok']);
  assert.equal(aborted.length, 1);
});

test('the first error decides the status, and warnings do not', () => {
  const warning = noticed('Catalogue', 'CLOCK_DIFFERS', 'by a day', { verdict: 'warning' });
  assert.equal(doctorStatus([good('a', 'b'), warning]), 0);
  assert.equal(
    doctorStatus([
      warning,
      noticed('drive', 'DRIVE_NOT_FOUND', '/dev/nst0'),
      noticed('x', 'DATABASE_LOGIN_REFUSED', 'no'),
    ]),
    69,
  );
  assert.equal(doctorStatus([noticed('Catalogue', 'DATABASE_UNREACHABLE', 'away')]), 1);
  const [json] = JSON.parse(findingsJson([warning])) as readonly Record<string, unknown>[];
  assert.deepEqual([json?.['code'], json?.['condition'], json?.['verdict']], ['S109', 'CLOCK_DIFFERS', 'warning']);
});
