import type { TextKey } from '@cta/scsi';

/** What of a target is told to who asks for targets. */
export interface OfferedTarget {
  readonly targetName: string;
  /** HOST:PORT */
  readonly portal: string;
}

/** Answers the keys of a text request: SendTargets (RFC 7143, appendix C), and nothing else is understood. */
export function answerTextKeys(keys: readonly TextKey[], target: OfferedTarget): TextKey[] {
  return keys.flatMap(([key, value]) => {
    if (key !== 'SendTargets') return [[key, 'NotUnderstood'] as const];
    const isMeant = value === 'All' || value === '' || value === target.targetName;
    return isMeant ? targetKeys(target) : [];
  });
}

function targetKeys({ targetName, portal }: OfferedTarget): TextKey[] {
  return [
    ['TargetName', targetName],
    ['TargetAddress', `${portal},1`],
  ];
}
