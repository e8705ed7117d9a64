import type { ConditionCode } from '@cta/conditions';
import { type Queryable, sql } from '@cta/database';
import { attempt, noSuchEntity } from '../refusals.ts';

export type ServiceKind = 'taped' | 'maintd' | 'frontend';
export type ServicePhase = 'starting' | 'ready' | 'degraded' | 'stopping';

/** A running program, as it says of itself. */
export interface ServiceInstance {
  readonly kind: ServiceKind;
  /** Of taped the drive's name. */
  readonly instance: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly startedAt: Date;
  readonly phase: ServicePhase;
  /** What makes it degraded. */
  readonly conditionCode: ConditionCode | null;
}

/**
 * A sign of life. The first one of a process says that it is: a start, and where the run before never told that it stops,
 * a death. Told again, because nobody knows whether it was heard, it counts once.
 */
export async function reportService(q: Queryable, service: ServiceInstance, { isFirst = false } = {}): Promise<void> {
  const { kind, instance, host, pid, version, startedAt, phase, conditionCode } = service;
  const isStart = isFirst ? sql`SERVICE_INSTANCE.STARTED_AT <> EXCLUDED.STARTED_AT` : sql`false`;
  await q.execute(sql`
    INSERT INTO SERVICE_INSTANCE (KIND, INSTANCE, HOST, PID, VERSION, STARTED_AT, HEARTBEAT_AT, PHASE, CONDITION_CODE)
    VALUES (${kind}, ${instance}, ${host}, ${pid}, ${version}, ${startedAt}, clock_timestamp(), ${phase},
            ${conditionCode})
    ON CONFLICT (KIND, INSTANCE, HOST) DO UPDATE
       SET PID = EXCLUDED.PID, VERSION = EXCLUDED.VERSION, STARTED_AT = EXCLUDED.STARTED_AT,
           HEARTBEAT_AT = EXCLUDED.HEARTBEAT_AT, PHASE = EXCLUDED.PHASE, CONDITION_CODE = EXCLUDED.CONDITION_CODE,
           START_COUNT = SERVICE_INSTANCE.START_COUNT + (${isStart})::int,
           DEATH_COUNT = SERVICE_INSTANCE.DEATH_COUNT + (${isStart} AND SERVICE_INSTANCE.PHASE <> 'stopping')::int,
           PHASE_SINCE = CASE WHEN SERVICE_INSTANCE.PHASE = EXCLUDED.PHASE THEN SERVICE_INSTANCE.PHASE_SINCE
                              ELSE clock_timestamp() END`);
}

/** Forgets a service that will not come back; one that lives enters itself again. @throws NO_SUCH_ENTITY */
export async function removeService(
  q: Queryable,
  { kind, instance, host }: Pick<ServiceInstance, 'kind' | 'instance' | 'host'>,
): Promise<void> {
  const removed = await q.execute(
    sql`DELETE FROM SERVICE_INSTANCE WHERE KIND = ${kind} AND INSTANCE = ${instance} AND HOST = ${host}`,
  );
  if (removed === 0) throw noSuchEntity(attempt('delete', 'service', `${kind} ${instance} on ${host}`));
}

export interface ServiceListItem extends ServiceInstance {
  readonly heartbeatAt: Date;
  /** Since it was entered. */
  readonly startCount: bigint;
  /** Starts before which the run had ended without telling that it stops. */
  readonly deathCount: bigint;
  /** By the database's clock. */
  readonly secondsSinceHeartbeat: number;
  /** Since when it is in its phase, by the same clock. */
  readonly secondsInPhase: number;
}

/** @returns all services that ever reported, by kind, instance and host */
export function listServices(q: Queryable): Promise<readonly ServiceListItem[]> {
  return q.query<ServiceListItem>(sql`
    SELECT KIND AS "kind", INSTANCE AS "instance", HOST AS "host", PID AS "pid", VERSION AS "version",
           STARTED_AT AS "startedAt", HEARTBEAT_AT AS "heartbeatAt", PHASE AS "phase",
           CONDITION_CODE AS "conditionCode", START_COUNT AS "startCount", DEATH_COUNT AS "deathCount",
           extract(epoch FROM clock_timestamp() - HEARTBEAT_AT)::float8 AS "secondsSinceHeartbeat",
           extract(epoch FROM clock_timestamp() - PHASE_SINCE)::float8 AS "secondsInPhase"
      FROM SERVICE_INSTANCE ORDER BY KIND, INSTANCE, HOST`);
}
