import type { ConditionCode } from '@cta/conditions';
import type { DriveName, MountId, Vid } from '../identifiers.ts';

/** What an alert is about; of a subject one alert stands at a time. */
export type AlertSubject =
  | `drive/${string}`
  | `tape/${string}`
  | `library/${string}`
  | `service/${string}`
  | `request/${string}`;

/** A condition that needs a person. */
export interface Alert {
  readonly subject: AlertSubject;
  readonly code: ConditionCode;
  readonly text: string;
  /** Who found it: the service, as 'cta-taped@host'. */
  readonly actor: string;
}

/** Alerts of this kind are told by what is the matter now, and settled together. */
export type AlertKind = 'service' | 'request';

/** One of the two things that are told of an alert. */
export type AlertChange = 'raised' | 'resolved';

/** What a receiver is still to be told. */
export interface PendingAlert extends Alert {
  readonly alertId: bigint;
  readonly uuid: string;
  readonly change: AlertChange;
  readonly driveName: DriveName | null;
  readonly mountId: MountId | null;
  readonly vid: Vid | null;
  readonly raisedAt: Date;
  /** null where it is `raised`. */
  readonly resolvedAt: Date | null;
  /** null where nobody is known to have done so. */
  readonly resolvedBy: string | null;
}
