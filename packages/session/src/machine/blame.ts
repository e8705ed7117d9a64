import type { PairHistory, PastSession } from '@cta/catalogue';
import { ConditionError, findCondition } from '@cta/conditions';
import { type Verdict, verdictOn } from './verdict.ts';

/** How much evidence it takes. */
export interface BlameLimits {
  /** A tape that failed in so many drives since it last worked is disabled. */
  readonly drivesOfATape: number;
  /** A drive in which so many tapes failed since it last worked is put down. */
  readonly tapesOfADrive: number;
  /** So many faults in a row, with whatever tapes, put a drive down. */
  readonly faultsOfADrive: number;
  /** So many faults in a row, in whatever drives, disable a tape. */
  readonly faultsOfATape: number;
  /** So many unexplained faults without a success between them put a drive down: resets, lost connections, our own bugs. */
  readonly unexplainedFaults: number;
}

/** What the drive is put down for, and what the tape is disabled for; undefined where it goes on. */
export interface Blame {
  readonly drive: ConditionError | undefined;
  readonly tape: ConditionError | undefined;
}

/** A past session that ended in a fault. */
type FaultySession = PastSession & { readonly fault: NonNullable<PastSession['fault']> };

/**
 * Decides who bears the consequence of a fault. What a fault does not tell by itself the histories tell: a tape that
 * fails in two drives is at fault itself, and so is a drive in which two tapes fail. Each blame has its evidence.
 * @param history with this session's fault as the latest of both
 */
export function blame(fault: ConditionError, { ofDrive, ofTape }: PairHistory, limits: BlameLimits): Blame {
  switch (verdictOn(fault.condition)) {
    case 'neither':
      return { drive: undefined, tape: undefined };
    case 'drive':
      return { drive: fault, tape: undefined };
    case 'tape':
      return { drive: undefined, tape: fault };
    case 'unexplained':
      return { drive: blameUnexplained(fault, ofDrive, limits), tape: undefined };
    case 'doubtful':
      return { drive: blameOfDrive(fault, ofDrive, limits), tape: blameOfTape(fault, ofTape, limits) };
  }
}

function blameUnexplained(fault: ConditionError, ofDrive: readonly PastSession[], limits: BlameLimits) {
  const unexplained = sinceItWorked(ofDrive).filter((session) => verdictOfPast(session) === 'unexplained');
  if (unexplained.length < limits.unexplainedFaults) return undefined;
  const what = `${unexplained.length} unexplained faults since the drive last worked`;
  return withEvidence(fault, `${what}: ${listed(unexplained, 'vid')}`);
}

function blameOfDrive(fault: ConditionError, ofDrive: readonly PastSession[], limits: BlameLimits) {
  const doubtful = evidence(ofDrive);
  const tapes = new Set(doubtful.map(({ vid }) => vid)).size;
  if (tapes >= limits.tapesOfADrive) {
    return withEvidence(fault, `${tapes} tapes failed in this drive since it last worked: ${listed(doubtful, 'vid')}`);
  }
  if (doubtful.length < limits.faultsOfADrive) return undefined;
  return withEvidence(fault, `${doubtful.length} faults since the drive last worked: ${listed(doubtful, 'vid')}`);
}

function blameOfTape(fault: ConditionError, ofTape: readonly PastSession[], limits: BlameLimits) {
  const doubtful = evidence(ofTape);
  const drives = new Set(doubtful.map(({ driveName }) => driveName)).size;
  if (drives >= limits.drivesOfATape) {
    const where = listed(doubtful, 'driveName');
    return withEvidence(fault, `the tape failed in ${drives} drives since it last worked: ${where}`);
  }
  if (doubtful.length < limits.faultsOfATape) return undefined;
  return withEvidence(fault, `${doubtful.length} faults since the tape last worked: ${listed(doubtful, 'driveName')}`);
}

/** Doubtful faults since the last success that nobody else is blamed for. */
function evidence(sessions: readonly PastSession[]): readonly FaultySession[] {
  return sinceItWorked(sessions).filter((session) => !session.explained && verdictOfPast(session) === 'doubtful');
}

/** The faults since the last session that ended well. */
function sinceItWorked(sessions: readonly PastSession[]): readonly FaultySession[] {
  const lastWell = sessions.findIndex(({ fault }) => fault === null);
  const since = lastWell < 0 ? sessions : sessions.slice(0, lastWell);
  return since.filter((session): session is FaultySession => session.fault !== null);
}

function verdictOfPast({ fault }: FaultySession): Verdict {
  // A code of another version of this program says nothing to us.
  const condition = findCondition(fault);
  return condition === undefined ? 'neither' : verdictOn(condition.name);
}

/** Most faults that a reason names. */
const mostNamed = 6;

function listed(sessions: readonly FaultySession[], partner: 'vid' | 'driveName'): string {
  const named = sessions.slice(0, mostNamed).map((session) => `${session[partner]} (${session.fault})`);
  return sessions.length > mostNamed ? `${named.join(', ')}…` : named.join(', ');
}

/** The fault with what weighs besides it; what the device said stays in the text. */
function withEvidence(fault: ConditionError, text: string): ConditionError {
  const message = fault.said === undefined ? text : `${text}; ${fault.said}`;
  return new ConditionError(fault.condition, { message, details: fault.details, cause: fault });
}
