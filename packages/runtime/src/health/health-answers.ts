import { ConditionError } from '@cta/conditions';

/** Whether the service can do its work now, or the codes of what keeps it from that. */
export type Readiness = { readonly ready: true } | { readonly ready: false; readonly codes: readonly string[] };

/** What the health server tells. */
export interface HealthSources {
  readiness(): Readiness;
  /** What `/health/status` answers, as a value for JSON; `bigint`s are allowed. */
  status(signal: AbortSignal): unknown;
  /** Prometheus' text format. */
  metrics(): Promise<string>;
}

export interface HealthAnswer {
  readonly httpStatus: number;
  readonly contentType: string;
  readonly body: string;
}

/** The answer to a GET of `path`; undefined where there is no such page. */
export async function healthAnswer(
  sources: HealthSources,
  path: string,
  signal: AbortSignal,
): Promise<HealthAnswer | undefined> {
  switch (path) {
    case '/health/live':
      return json(200, { live: true });
    case '/health/ready': {
      const readiness = sources.readiness();
      return json(readiness.ready ? 200 : 503, readiness);
    }
    case '/health/status':
      return json(200, await sources.status(signal));
    case '/metrics':
      return {
        httpStatus: 200,
        contentType: 'text/plain; version=0.0.4; charset=utf-8',
        body: `${await sources.metrics()}\n`,
      };
    default:
      return undefined;
  }
}

/** What is answered where an answer failed: the code of the reason. */
export function failureAnswer(error: unknown): HealthAnswer {
  const { code, message, retryable } = ConditionError.from(error);
  return json(retryable ? 503 : 500, { code, message });
}

function json(httpStatus: number, value: unknown): HealthAnswer {
  const body = JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? bigintJson(part) : part));
  return { httpStatus, contentType: 'application/json', body: `${body}\n` };
}

/** A number where every reader of JSON gets it back as it was, else its digits as text. */
function bigintJson(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}
