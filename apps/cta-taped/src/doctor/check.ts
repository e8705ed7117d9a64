import { ConditionError } from '@cta/conditions';
import { failed, type Finding } from './finding.ts';

/** One examination. What it rejects with is what it has found. */
export interface Check {
  readonly subject: string;
  readonly boundMs: number;
  /** @param signal ends waiting once the time is up */
  readonly examine: (signal: AbortSignal) => readonly Finding[] | Promise<readonly Finding[]>;
}

/** Runs checks one after the other, each to its end or to the end of its time, whatever the others have found. */
export async function runChecks(checks: readonly Check[]): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const check of checks) findings.push(...(await withinItsTime(check)));
  return findings;
}

async function withinItsTime({ subject, boundMs, examine }: Check): Promise<readonly Finding[]> {
  const late = new AbortController();
  const { promise: lateness, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new ConditionError('EXAMINATION_LATE', { message: `${subject}: ${boundMs / 1000} s` });
    late.abort(error);
    reject(error);
  }, boundMs);
  try {
    return await Promise.race([examine(late.signal), lateness]);
  } catch (error) {
    return [failed(subject, error)];
  } finally {
    clearTimeout(timer);
  }
}
