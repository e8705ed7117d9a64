import type { JobFailure } from './job-failure.ts';

/** One line of FAILURE_LOG: when, where, why. */
export function failureLine(time: Date, host: string, { code, text }: JobFailure): string {
  return `${time.toISOString()} ${host} ${code} ${text.replaceAll(/\s+/g, ' ')}`;
}
