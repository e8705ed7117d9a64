import type { Availability } from '@cta/catalogue';
import { ConditionError } from '@cta/conditions';

/** What an operator says of whether a library is in use. */
export interface AvailabilityChange {
  readonly name: string;
  readonly isDisabled?: boolean;
  /** Needed where it is disabled. */
  readonly disabledReason?: string;
}

/**
 * The drives of a disabled library get no mounts; one that is enabled has no reason any more.
 * @throws VALUE_INVALID where it is disabled without a reason, or a reason is given without being disabled
 */
export function availabilityOf(
  kind: 'logical library' | 'physical library',
  { name, isDisabled, disabledReason = '' }: AvailabilityChange,
): { readonly availability?: Availability } {
  const refuse = (why: string): ConditionError =>
    new ConditionError('VALUE_INVALID', {
      message: `Cannot disable ${kind} ${name} because ${why}`,
      details: { kind, name },
    });
  if (isDisabled === true) {
    if (disabledReason === '') throw refuse('the reason has not been provided');
    return { availability: { disabled: true, reason: disabledReason } };
  }
  if (disabledReason !== '') throw refuse('a reason is given, but not that it is disabled');
  return isDisabled === false ? { availability: { disabled: false } } : {};
}
