import type { Suspect } from './condition.ts';
import { type ConditionCode, type ConditionName, conditions } from './registry/index.ts';

/** Facts about one occurrence: plain values that a log line or a JSON answer can carry. Keys in snake_case. */
export type Details = Readonly<Record<string, string | number | bigint | boolean | null | readonly string[]>>;

export interface ConditionErrorOptions {
  /** What a person reads after the title: which file, which key, what was expected. */
  readonly message?: string;
  readonly details?: Details;
  readonly cause?: unknown;
}

/** The one error type of the product. Foreign errors become this in one function per foreign world. */
export class ConditionError extends Error {
  override readonly name = 'ConditionError';
  readonly condition: ConditionName;
  readonly code: ConditionCode;
  readonly suspect: Suspect;
  readonly retryable: boolean;
  readonly details: Details;
  /** What the message has besides code and title. */
  readonly said: string | undefined;

  constructor(condition: ConditionName, { message, details = {}, cause }: ConditionErrorOptions = {}) {
    const { code, suspect, retryable, title } = conditions[condition];
    super(`${code} ${title}${message === undefined ? '' : `: ${message}`}`, cause === undefined ? {} : { cause });
    this.condition = condition;
    this.code = code;
    this.suspect = suspect;
    this.retryable = retryable;
    this.details = details;
    this.said = message;
  }

  /** An error that another process told as a text. @param text its message, whole; its title may be one of another version */
  static told(condition: ConditionName, text: string): ConditionError {
    const plain = new ConditionError(condition);
    if (text === plain.message) return plain;
    const opening = `${plain.message}: `;
    const said = text.startsWith(opening) ? text.slice(opening.length) : text.split(': ').slice(1).join(': ');
    return said === '' ? plain : new ConditionError(condition, { message: said });
  }

  /** Passes a ConditionError through; anything else is an error that nobody foresaw, and so our own. */
  static from(error: unknown): ConditionError {
    if (error instanceof ConditionError) return error;
    const message = error instanceof Error ? error.message : String(error);
    return new ConditionError('UNFORESEEN_ERROR', { message, cause: error });
  }

  /** Whether this error is the named condition. */
  is(condition: ConditionName): boolean {
    return this.condition === condition;
  }
}

/** Whether `error` is a ConditionError, of the named condition where one is given. */
export function isCondition(error: unknown, condition?: ConditionName): error is ConditionError {
  return error instanceof ConditionError && (condition === undefined || error.condition === condition);
}
