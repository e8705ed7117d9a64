import { ConditionError, type ConditionName, conditions, type Details } from '@cta/conditions';

/** A ConditionError on its way between threads: structured cloning would make a plain Error of it. */
export interface ErrorMessage {
  readonly condition: ConditionName;
  readonly message?: string;
  readonly details: Details;
  /** Stack of the cause, with the causes below it. */
  readonly cause?: string;
}

export function toErrorMessage(thrown: unknown): ErrorMessage {
  const error = ConditionError.from(thrown);
  const { code, title } = conditions[error.condition];
  const message = error.message.slice(`${code} ${title}: `.length);
  return {
    condition: error.condition,
    details: error.details,
    ...(message === '' ? {} : { message }),
    ...(error.cause === undefined ? {} : { cause: causeText(error.cause) }),
  };
}

export function fromErrorMessage({ condition, message, details, cause }: ErrorMessage): ConditionError {
  return new ConditionError(condition, {
    details,
    ...(message === undefined ? {} : { message }),
    ...(cause === undefined ? {} : { cause: new Error(cause) }),
  });
}

function causeText(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const own = cause.stack ?? cause.message;
  return cause.cause === undefined ? own : `${own}\ncaused by ${causeText(cause.cause)}`;
}
