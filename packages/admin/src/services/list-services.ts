import { listServices as servicesOf, removeService as remove, type ServiceKind } from '@cta/catalogue';
import type { AdminContext } from '../admin-context.ts';
import { type ServiceSigns, signsOf } from '../drives/service-signs.ts';
import { secondsOf } from '../entry-logs.ts';

/** A program of the archive, as it last said of itself. */
export interface ServiceItem extends ServiceSigns {
  readonly kind: ServiceKind;
  /** Of a drive service the name of its drive. */
  readonly name: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  /** Seconds since the epoch. */
  readonly startTime: bigint;
  /** How often it has started since it was entered. */
  readonly starts: bigint;
  /** How often the run before a start had ended without telling that it stops: killed, crashed, or cut off. */
  readonly deaths: bigint;
}

/**
 * All services that ever reported and were not removed, by kind, name and host.
 * @param staleAfterMs silence after which one is stale
 */
export async function listServices(
  context: AdminContext,
  { staleAfterMs }: { readonly staleAfterMs: number },
): Promise<readonly ServiceItem[]> {
  const services = await servicesOf(context.catalogueDb);
  return services.map((service) => ({
    kind: service.kind,
    name: service.instance,
    host: service.host,
    pid: service.pid,
    version: service.version,
    ...signsOf(service, staleAfterMs),
    startTime: secondsOf(service.startedAt),
    starts: service.startCount,
    deaths: service.deathCount,
  }));
}

/** Forgets a service that will not come back; one that lives enters itself again. @throws NO_SUCH_ENTITY */
export function removeService(
  context: AdminContext,
  { kind, name, host }: Pick<ServiceItem, 'kind' | 'name' | 'host'>,
): Promise<void> {
  return remove(context.catalogueDb, { kind, instance: name, host });
}
