import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DriveName, MountId, type PastSession, Vid } from '@cta/catalogue';
import { ConditionError, type ConditionCode, type ConditionName, conditions } from '@cta/conditions';
import fc from 'fast-check';
import { type Blame, blame } from './blame.ts';
import { verdictOn } from './verdict.ts';

const limits = { drivesOfATape: 2, tapesOfADrive: 2, faultsOfADrive: 5, faultsOfATape: 3, unexplainedFaults: 3 };
const here = { driveName: 'D1', vid: 'V00001' };

type Story = readonly [drive: string, vid: string, fault: PastSession['fault'], explained?: 'explained'];

/** What has happened, the latest first, as the Catalogue tells it of drive D1 and tape V00001. */
function history(stories: readonly Story[]) {
  const sessions = stories.map(([driveName, vid, fault, explained], index) => ({
    mountId: MountId(BigInt(stories.length - index)),
    driveName: DriveName(driveName),
    vid: Vid(vid),
    fault,
    explained: explained !== undefined,
  }));
  return {
    ofDrive: sessions.filter(({ driveName }) => driveName === here.driveName),
    ofTape: sessions.filter(({ vid }) => vid === here.vid),
  };
}

function blamed({ drive, tape }: Blame): readonly string[] {
  return [...(drive === undefined ? [] : ['drive']), ...(tape === undefined ? [] : ['tape'])];
}

function told(condition: ConditionName, stories: readonly Story[]): Blame {
  return blame(new ConditionError(condition, { message: '4/53/00' }), history(stories), limits);
}

test('a first fault that either may have caused is nobody’s', () => {
  assert.deepEqual(blamed(told('DRIVE_LOAD_FAILED', [['D1', 'V00001', 'D104']])), []);
});

test('a tape that fails in two drives is at fault, with the evidence in its reason', () => {
  const { drive, tape } = told('DRIVE_LOAD_FAILED', [
    ['D1', 'V00001', 'D104'],
    ['D2', 'V00001', 'M102'],
  ]);
  assert.equal(drive, undefined);
  assert.equal(
    tape?.message,
    'D104 Drive did not load the cartridge: the tape failed in 2 drives since it last worked: D1 (D104), D2 (M102); 4/53/00',
  );
});

test('a drive in which two tapes fail is at fault, with the evidence in its reason', () => {
  const { drive, tape } = told('MEDIUM_WRITE_ERROR', [
    ['D1', 'V00001', 'M102'],
    ['D1', 'V00002', 'D104'],
  ]);
  assert.equal(tape, undefined);
  assert.match(
    drive?.message ?? '',
    /^M102 .*2 tapes failed in this drive since it last worked: V00001 \(M102\), V00002 \(D104\)/,
  );
});

test('a success in between clears both', () => {
  const stories: readonly Story[] = [
    ['D1', 'V00001', 'D104'],
    ['D1', 'V00001', null],
    ['D1', 'V00002', 'D104'],
    ['D2', 'V00001', 'D104'],
  ];
  assert.deepEqual(blamed(told('DRIVE_LOAD_FAILED', stories)), []);
});

test('what another was blamed for is no evidence', () => {
  const stories: readonly Story[] = [
    ['D1', 'V00001', 'D104'],
    ['D1', 'V00002', 'D104', 'explained'],
    ['D2', 'V00001', 'D104', 'explained'],
  ];
  assert.deepEqual(blamed(told('DRIVE_LOAD_FAILED', stories)), []);
});

test('faults in a row: a tape is disabled before the one drive that it failed in is put down', () => {
  const stories = Array.from({ length: 3 }, (): Story => ['D1', 'V00001', 'D104']);
  assert.deepEqual(blamed(told('DRIVE_LOAD_FAILED', stories)), ['tape']);
});

test('three unexplained faults without a success put the drive down, whatever the tapes', () => {
  const bugs = (...stories: readonly Story[]) => blamed(told('UNFORESEEN_ERROR', stories));
  assert.deepEqual(bugs(['D1', 'V00001', 'S001'], ['D1', 'V00002', 'S001'], ['D1', 'V00002', null]), []);
  assert.deepEqual(bugs(['D1', 'V00001', 'S001'], ['D1', 'V00002', 'S001'], ['D1', 'V00002', 'D108']), ['drive']);
});

test('what is known not to be drive or tape leaves both, whatever has been', () => {
  fc.assert(
    fc.property(fc.array(anyStory), (stories) => {
      for (const condition of ['DATABASE_UNREACHABLE', 'DISK_FILE_NOT_FOUND', 'LIBRARY_NOT_READY'] as const) {
        assert.deepEqual(blamed(told(condition, stories)), []);
      }
    }),
  );
});

const faultCodes: readonly ConditionCode[] = Object.values(conditions).map(({ code }) => code);
const anyFault: fc.Arbitrary<ConditionCode | null> = fc.option(fc.constantFrom<ConditionCode>(...faultCodes));
const anyStory: fc.Arbitrary<Story> = fc.tuple(
  fc.constantFrom('D1', 'D2', 'D3'),
  fc.constantFrom('V00001', 'V00002', 'V00003'),
  anyFault,
);
const anyCondition = fc.constantFrom(...(Object.keys(conditions) as ConditionName[]));

test('a blame has the code of the fault, and more faults never clear anybody', () => {
  fc.assert(
    fc.property(anyCondition, fc.array(anyStory), anyStory, (condition, stories, another) => {
      const before = told(condition, stories);
      for (const error of [before.drive, before.tape]) assert.ok(error === undefined || error.condition === condition);
      if (another[2] === null) return;
      const after = blamed(told(condition, [another, ...stories]));
      for (const who of blamed(before)) assert.ok(after.includes(who));
    }),
  );
});

test('directly after a success nobody is blamed for a doubtful fault alone', () => {
  fc.assert(
    fc.property(anyCondition, fc.array(anyStory), (condition, stories) => {
      if (verdictOn(condition) !== 'doubtful' && verdictOn(condition) !== 'unexplained') return;
      const { code } = conditions[condition];
      assert.deepEqual(blamed(told(condition, [['D1', 'V00001', code], ['D1', 'V00001', null], ...stories])), []);
    }),
  );
});
