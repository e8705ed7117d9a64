import type { Drive, ServiceListItem, ServicePhase } from '@cta/catalogue';

/** The phase that a service last told; `stopped` is one that told that it stops and was not heard of since. */
export type ServicePhaseName = ServicePhase | 'stopped';

/** What a service's signs of life say now. */
export interface ServiceSigns {
  readonly phase: ServicePhaseName;
  /** What keeps it from its work. */
  readonly conditionCode: string;
  readonly secondsSinceHeartbeat: bigint;
  /** It was not heard of for longer than the limit, though it never told that it stops: what it said last may be wrong. */
  readonly stale: boolean;
}

export function signsOf(
  { phase, conditionCode, secondsSinceHeartbeat }: ServiceListItem,
  staleAfterMs: number,
): ServiceSigns {
  const silent = secondsSinceHeartbeat * 1000 > staleAfterMs;
  return {
    phase: silent && phase === 'stopping' ? 'stopped' : phase,
    conditionCode: conditionCode ?? '',
    secondsSinceHeartbeat: BigInt(Math.max(0, Math.round(secondsSinceHeartbeat))),
    stale: silent && phase !== 'stopping',
  };
}

/** The service of a drive, where it was ever heard of. */
export function serviceOf(drive: Drive, services: readonly ServiceListItem[]): ServiceListItem | undefined {
  return services.find(
    ({ kind, instance, host }) => kind === 'taped' && instance === drive.driveName && host === drive.host,
  );
}
