import type { Alert, ServiceListItem } from '@cta/catalogue';
import { ConditionError, findCondition } from '@cta/conditions';

/**
 * Services that a person should look at: not heard of for longer than the limit though they never said that they stop, or
 * kept from their work for longer than it.
 * @param actor who says so
 */
export function servicesInTrouble(
  services: readonly ServiceListItem[],
  { limitMs, actor }: { readonly limitMs: number; readonly actor: string },
): readonly Alert[] {
  return services.flatMap((service) => {
    const trouble = troubleOf(service, limitMs / 1000);
    if (trouble === undefined) return [];
    const subject = `service/${service.kind}/${service.instance}@${service.host}` as const;
    return [{ subject, code: trouble.code, text: trouble.message, actor }];
  });
}

function troubleOf(service: ServiceListItem, limitSeconds: number): ConditionError | undefined {
  const { phase, conditionCode, secondsSinceHeartbeat, secondsInPhase } = service;
  if (phase === 'stopping') return undefined;
  if (secondsSinceHeartbeat > limitSeconds) {
    const message = `${nameOf(service)} was last heard of at ${service.heartbeatAt.toISOString()}`;
    return new ConditionError('SERVICE_SILENT', { message });
  }
  if (phase === 'ready' || conditionCode === null || secondsInPhase <= limitSeconds) return undefined;
  const since = new Date(service.heartbeatAt.getTime() - secondsInPhase * 1000).toISOString();
  const condition = findCondition(conditionCode)?.name ?? 'UNFORESEEN_ERROR';
  return new ConditionError(condition, { message: `${nameOf(service)} is ${phase} since ${since}` });
}

function nameOf({ kind, instance, host }: ServiceListItem): string {
  return `cta-${kind} ${instance} on ${host}`;
}
