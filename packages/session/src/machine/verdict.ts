import type { ConditionError } from '@cta/conditions';

/** What a fault that ended a session means for the drive and for the tape. */
export interface Verdict {
  readonly drive: 'keep' | 'put-down';
  readonly tape: 'keep' | 'disable';
}

/** Who is suspected bears the consequence, and nobody else. */
export function verdictOn(fault: ConditionError): Verdict {
  switch (fault.suspect) {
    case 'drive':
      return { drive: 'put-down', tape: 'keep' };
    case 'medium':
      return { drive: 'keep', tape: 'disable' };
    case 'library':
      return { drive: 'keep', tape: fault.is('CARTRIDGE_NOT_IN_LIBRARY') ? 'disable' : 'keep' };
    case 'database':
    case 'disk':
    case 'job':
    case 'service':
    case 'user':
      return { drive: 'keep', tape: 'keep' };
  }
}
