import { type ServiceKind, listServices as servicesOf, type ServicePhase } from '@cta/catalogue';
import type { AdminContext } from '../admin-context.ts';
import { secondsOf } from '../entry-logs.ts';

/** A program of the archive, as it last said of itself. */
export interface ServiceItem {
  readonly kind: ServiceKind;
  /** Of a drive service the name of its drive. */
  readonly name: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly phase: ServicePhase;
  /** What makes it degraded. */
  readonly conditionCode: string;
  /** Seconds since the epoch. */
  readonly startTime: bigint;
  readonly secondsSinceHeartbeat: bigint;
}

/** All services that ever reported, by kind, name and host. */
export async function listServices(context: AdminContext): Promise<readonly ServiceItem[]> {
  const services = await servicesOf(context.catalogueDb);
  return services.map((service) => ({
    kind: service.kind,
    name: service.instance,
    host: service.host,
    pid: service.pid,
    version: service.version,
    phase: service.phase,
    conditionCode: service.conditionCode ?? '',
    startTime: secondsOf(service.startedAt),
    secondsSinceHeartbeat: BigInt(Math.round(service.secondsSinceHeartbeat)),
  }));
}
