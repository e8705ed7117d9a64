import { ConditionError, type ConditionName, conditions } from '@cta/conditions';

/** What a check has found. A warning does not keep the service from working, an error does. */
export type Finding =
  | { readonly subject: string; readonly verdict: 'ok'; readonly text: string }
  | {
      readonly subject: string;
      readonly verdict: 'warning' | 'error';
      readonly error: ConditionError;
      /** What to do about it here; the condition's own remedy where nothing better is known. */
      readonly remedy: string;
    };

export function good(subject: string, text: string): Finding {
  return { subject, verdict: 'ok', text };
}

/** Something that failed as a finding: an error, unless it is said to be a warning. */
export function failed(
  subject: string,
  cause: unknown,
  verdict: 'warning' | 'error' = 'error',
  remedy?: string,
): Finding {
  const error = ConditionError.from(cause);
  return { subject, verdict, error, remedy: remedy ?? conditions[error.condition].remedy };
}

/** Something that a check has noticed, in its own words. */
export function noticed(
  subject: string,
  condition: ConditionName,
  message: string,
  { verdict = 'error', remedy }: { readonly verdict?: 'warning' | 'error'; readonly remedy?: string } = {},
): Finding {
  return failed(subject, new ConditionError(condition, { message }), verdict, remedy);
}
