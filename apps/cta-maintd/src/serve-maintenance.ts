import { checkCatalogueSchema, ServiceHeartbeat } from '@cta/catalogue';
import { systemClock } from '@cta/clock';
import { connectionLosses, type Database, databaseOptions, openDatabase, passingConditions } from '@cta/database';
import {
  connectionLoss,
  createMetrics,
  type Logger,
  type Metrics,
  mergeMetrics,
  Outages,
  type ProgramLife,
  retryConnection,
  type RuntimeEvents,
  runtimeMetrics,
  startHealthServer,
  version,
} from '@cta/runtime';
import { checkSchedulerSchema } from '@cta/scheduler';
import { Deliveries } from './alerts/deliveries.ts';
import type { Configuration, configurationSchema } from './configuration.ts';
import { MaintenanceCycle } from './cycle/maintenance-cycle.ts';
import type { MaintenanceEvents } from './maintenance-events.ts';
import { maintenanceMetrics } from './maintenance-metrics.ts';
import { type MaintenancePlan, planOf } from './maintenance-plan.ts';

/** A statement that took too long fails its routine alone: a cycle that began anew with it would never come to the others. */
const isLost = connectionLoss(...connectionLosses);
/** What has nothing behind it that could starve is simply done again. */
const isPassing = connectionLoss(...passingConditions);

type MaintenanceLogger = Logger<RuntimeEvents & MaintenanceEvents>;
type Life = ProgramLife<typeof configurationSchema>;

const maintdMetrics = mergeMetrics(runtimeMetrics, maintenanceMetrics);

/** What the parts of the service share. */
interface Ground {
  readonly catalogueDb: Database;
  readonly schedulerDb: Database;
  readonly logger: MaintenanceLogger;
  readonly outages: Outages;
  readonly metrics: Metrics<typeof maintdMetrics>;
}

/** Builds the parts of a maintenance service and runs them until it is told to stop. */
export async function serveMaintenance(
  configuration: Configuration,
  logger: MaintenanceLogger,
  life: Life,
  openPool: typeof openDatabase = openDatabase,
): Promise<void> {
  await using parts = new AsyncDisposableStack();
  const open = (database: Configuration['catalogue']) =>
    parts.adopt(openPool(databaseOptions(database, 'cta-maintd')), (db) => db.close());
  const outages = new Outages({ logger });
  const ground: Ground = {
    catalogueDb: open(configuration.catalogue),
    schedulerDb: open(configuration.scheduler),
    logger,
    outages,
    metrics: await createMetrics({
      metrics: maintdMetrics,
      served: configuration.health_server.enabled,
      serviceName: 'cta.maintd',
      version,
      logger,
      conditions: life.conditions,
      outages,
    }),
  };
  const planInForce = followPlan(configuration, life, ground);
  life.stopMayTake(() => planInForce().longestStopMs);
  const cycles = cyclesOf(planInForce, ground);
  const heartbeat = heartbeatOf(configuration, planInForce, ground);
  const server = await serveHealth(configuration, { heartbeat, cycles }, ground);
  parts.defer(() => server?.close());
  await awaitSchemas(ground, life.shutdown.signal);
  heartbeat.ready();
  life.announceReady();
  life.notify({ status: 'running routines' });
  parts.defer(() => heartbeat.tellStopping());
  await runTogether({ heartbeat, cycles }, life);
}

type PlanInForce = () => MaintenancePlan;

/** @returns what tells the plan of the configuration that was last read */
function followPlan(configuration: Configuration, life: Life, ground: Ground): PlanInForce {
  const parts = { ...ground, deliveries: new Deliveries() };
  let plan = planOf(configuration, parts);
  life.onReload((changed) => {
    plan = planOf(changed, parts);
  });
  return () => plan;
}

/** Routines on queues go by the locks of the SchedulerDB, those of alerts by the Catalogue's: each without the other. */
function cyclesOf(planInForce: PlanInForce, ground: Ground): readonly MaintenanceCycle[] {
  const { catalogueDb, schedulerDb, logger, outages, metrics } = ground;
  const common = { logger, outages, isConnectionLoss: isLost, clock: systemClock, metrics: metrics.recorder };
  return [
    new MaintenanceCycle({
      ...common,
      database: schedulerDb,
      connection: 'SchedulerDB',
      plan: () => planInForce().queues,
    }),
    new MaintenanceCycle({
      ...common,
      database: catalogueDb,
      connection: 'Catalogue',
      plan: () => planInForce().alerts,
    }),
  ];
}

function heartbeatOf(
  { service }: Configuration,
  planInForce: PlanInForce,
  { catalogueDb, logger, outages }: Ground,
): ServiceHeartbeat {
  return new ServiceHeartbeat({
    catalogueDb,
    kind: 'maintd',
    instance: service.instance,
    get intervalMs() {
      return planInForce().heartbeatMs;
    },
    outages,
    isConnectionLoss: isPassing,
    onFailure: (error) => logger.emit('heartbeat_failed', {}, error),
    clock: systemClock,
  });
}

/** What runs until the service is told to stop. */
interface Running {
  readonly heartbeat: ServiceHeartbeat;
  readonly cycles: readonly MaintenanceCycle[];
}

function serveHealth(
  { health_server: configuration }: Configuration,
  { heartbeat, cycles }: Running,
  { logger, outages, metrics }: Ground,
) {
  return startHealthServer({
    configuration,
    logger,
    readiness: () => heartbeat.readiness(),
    status: () => ({
      service: heartbeat.state(),
      routines: cycles.flatMap((cycle) => cycle.states()),
      outages: outages.list(),
    }),
    metrics: () => metrics.prometheusText(),
  });
}

/** Resolves once both databases were reached. @throws what only a person can put right, such as another schema version */
async function awaitSchemas({ catalogueDb, schedulerDb, outages }: Ground, signal: AbortSignal): Promise<void> {
  const patiently = <T>(connection: string, operation: () => Promise<T>): Promise<T> =>
    retryConnection(operation, { connection, isConnectionLoss: isPassing, outages, signal });
  await patiently('Catalogue', () => checkCatalogueSchema(catalogueDb));
  await patiently('SchedulerDB', () => checkSchedulerSchema(schedulerDb));
}

/** Each rejects by the signal alone; should one have another reason all are stopped, and none is taken down before it has ended. */
async function runTogether({ heartbeat, cycles }: Running, { shutdown }: Life): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([shutdown.signal, failed.signal]);
  const running = [heartbeat.run(signal), ...cycles.map((cycle) => cycle.run({ signal, hurry: shutdown.hurry }))];
  await Promise.allSettled(running.map((part) => part.catch((error: unknown) => failed.abort(error))));
  signal.throwIfAborted();
}
