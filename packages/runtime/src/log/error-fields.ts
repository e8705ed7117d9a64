import type { ConditionError, Details, Suspect } from '@cta/conditions';

/** What a line tells of the error that it was written for. */
export interface ErrorFields {
  readonly code: string;
  readonly suspect: Suspect;
  readonly error_message: string;
  readonly details?: Details;
  /** What caused it, nearest first, down to the error that nobody threw for another. */
  readonly causes?: readonly string[];
  /** Where it came from; only for errors that nobody foresaw. */
  readonly stack?: readonly string[];
}

export function errorFields(error: ConditionError): ErrorFields {
  const chain = causeChain(error);
  const causes = chain.slice(1).map(described);
  return {
    code: error.code,
    suspect: error.suspect,
    error_message: error.message,
    ...(Object.keys(error.details).length > 0 && { details: error.details }),
    ...(causes.length > 0 && { causes }),
    ...(error.is('UNFORESEEN_ERROR') && { stack: framesOf(chain) }),
  };
}

/** The error, its cause and so on; the errors that an AggregateError holds follow it. Each once, whatever the links. */
function causeChain(error: unknown): readonly unknown[] {
  const chain = new Set<unknown>([error]);
  for (const link of chain) {
    if (link instanceof AggregateError) for (const part of link.errors) chain.add(part);
    if (link instanceof Error && link.cause !== undefined) chain.add(link.cause);
  }
  return [...chain];
}

function described(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const message = error.message === '' && 'code' in error ? String(error.code) : error.message;
  return `${error.name}: ${message}`;
}

/** Frames of the deepest error that has some: where the failure began. */
function framesOf(chain: readonly unknown[]): readonly string[] {
  const deepest = chain.findLast((link): link is Error => link instanceof Error && link.stack !== undefined);
  const lines = deepest?.stack?.split('\n') ?? [];
  return lines.map((line) => line.trim()).filter((line) => line.startsWith('at '));
}
