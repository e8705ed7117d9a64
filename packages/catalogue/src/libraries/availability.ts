import { shortened } from '../refusals.ts';

/** Whether a library is in use. The drives of a disabled one get no mount; an enabled one has no reason. */
export type Availability = { readonly disabled: true; readonly reason: string } | { readonly disabled: false };

/** The reason, for the check that there is one. */
export function reasonOf(availability: Availability | undefined): string | undefined {
  return availability?.disabled === true ? availability.reason : undefined;
}

/** What the columns of both kinds of library are changed to. */
export function availabilityColumns(availability: Availability | undefined) {
  if (availability === undefined) return {};
  return availability.disabled
    ? { is_disabled: '1', disabled_reason: shortened(availability.reason) }
    : { is_disabled: '0', disabled_reason: null };
}
