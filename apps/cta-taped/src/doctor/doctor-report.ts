import type { ConditionName } from '@cta/conditions';
import { exitStatuses, exitStatusOf } from '@cta/runtime';
import type { Finding } from './finding.ts';

/** Findings as people read them: what to do stands below what is wrong. */
export function findingLines(findings: readonly Finding[]): readonly string[] {
  return findings.flatMap((finding) => {
    const head = `${finding.verdict.padEnd(8)} ${finding.subject.padEnd(14)} `;
    if (finding.verdict === 'ok') return [head + finding.text];
    return [head + finding.error.message, `${' '.repeat(head.length)}→ ${finding.remedy}`];
  });
}

export function findingsJson(findings: readonly Finding[]): string {
  const printable = findings.map((finding) => {
    const { subject, verdict } = finding;
    if (finding.verdict === 'ok')
      return { subject, verdict, code: null, condition: null, text: finding.text, remedy: null };
    const { error, remedy } = finding;
    return { subject, verdict, code: error.code, condition: error.condition, text: error.message, remedy };
  });
  return `${JSON.stringify(printable, null, 2)}\n`;
}

/** What only the doctor notices has the status of what it is most like. */
const ownStatuses: Partial<Record<ConditionName, number>> = {
  RUNTIME_UNSUITABLE: exitStatuses.CONFIGURATION_INVALID,
  DATABASE_PRIVILEGES_MISSING: exitStatuses.DATABASE_LOGIN_REFUSED,
  DATABASE_VERSION_UNSUPPORTED: exitStatuses.SCHEMA_VERSION_UNSUPPORTED,
  LIBRARY_NO_SUCH_DRIVE: exitStatuses.LIBRARY_NOT_FOUND,
  LIBRARY_OTHER_DRIVE: exitStatuses.LIBRARY_NOT_FOUND,
};

/** The status that the service would end with for the first error, 1 where it would wait; 0 without an error. */
export function doctorStatus(findings: readonly Finding[]): number {
  const first = findings.find((finding) => finding.verdict === 'error');
  if (first?.verdict !== 'error') return 0;
  return ownStatuses[first.error.condition] ?? exitStatusOf(first.error);
}
