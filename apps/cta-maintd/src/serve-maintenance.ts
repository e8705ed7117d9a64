import { checkCatalogueSchema, ServiceHeartbeat } from '@cta/catalogue';
import { systemClock } from '@cta/clock';
import { connectionLosses, databaseOptions, openDatabase } from '@cta/database';
import {
  connectionLoss,
  createMetrics,
  type Logger,
  Outages,
  retryConnection,
  type RuntimeEvents,
  type ProgramLife,
  startHealthServer,
  version,
} from '@cta/runtime';
import { checkSchedulerSchema } from '@cta/scheduler';
import type { Configuration, configurationSchema } from './configuration.ts';
import { MaintenanceCycle } from './cycle/maintenance-cycle.ts';
import type { MaintenanceEvents } from './maintenance-events.ts';
import { alertRoutines, schedulerRoutines } from './routines/enabled-routines.ts';

const isConnectionLoss = connectionLoss(...connectionLosses);

/** Builds the parts of a maintenance service and runs them until it is told to stop. */
export async function serveMaintenance(
  configuration: Configuration,
  logger: Logger<RuntimeEvents & MaintenanceEvents>,
  life: ProgramLife<typeof configurationSchema>,
  openPool: typeof openDatabase = openDatabase,
): Promise<void> {
  const { shutdown } = life;
  await using parts = new AsyncDisposableStack();
  const open = (database: Configuration['catalogue']) =>
    parts.adopt(openPool(databaseOptions(database, 'cta-maintd')), (db) => db.close());
  const catalogueDb = open(configuration.catalogue);
  const schedulerDb = open(configuration.scheduler);
  const outages = new Outages({ logger });
  const metrics = createMetrics({ serviceName: 'cta.maintd', version, logger });
  const common = {
    logger,
    outages,
    isConnectionLoss,
    clock: systemClock,
    durations: metrics.meter.createHistogram('cta.maintd.routine.duration', {
      unit: 'ms',
      description: 'Durations of routines.',
    }),
  };
  const routineParts = { catalogueDb, schedulerDb, logger, outages };
  const plannedFor = (planned: Configuration) => ({
    configuration: planned,
    schedulerRoutines: schedulerRoutines(planned, routineParts),
    alertRoutines: alertRoutines(planned, routineParts),
  });
  let plan = plannedFor(configuration);
  life.onReload((changed) => {
    plan = plannedFor(changed);
  });
  const cycles = [
    new MaintenanceCycle({
      ...common,
      database: schedulerDb,
      connection: 'SchedulerDB',
      get routines() {
        return plan.schedulerRoutines;
      },
      get pauseMs() {
        return plan.configuration.cycle.pause;
      },
    }),
    new MaintenanceCycle({
      ...common,
      database: catalogueDb,
      connection: 'Catalogue',
      get routines() {
        return plan.alertRoutines;
      },
      get pauseMs() {
        return plan.configuration.cycle.pause;
      },
    }),
  ];
  const heartbeat = new ServiceHeartbeat({
    catalogueDb,
    kind: 'maintd',
    instance: configuration.service.instance,
    get intervalMs() {
      return plan.configuration.service.heartbeat;
    },
    outages,
    isConnectionLoss,
    clock: systemClock,
  });
  parts.adopt(
    await startHealthServer({
      configuration: configuration.health_server,
      logger,
      readiness: () => heartbeat.readiness(),
      status: () => ({
        service: heartbeat.state(),
        routines: cycles.flatMap((cycle) => cycle.states()),
        outages: outages.list(),
      }),
      metrics: () => metrics.prometheusText(),
    }),
    (server) => server?.close(),
  );
  const patiently = <T>(connection: string, operation: () => Promise<T>): Promise<T> =>
    retryConnection(operation, { connection, isConnectionLoss, outages, signal: shutdown.signal });
  await patiently('Catalogue', () => checkCatalogueSchema(catalogueDb));
  await patiently('SchedulerDB', () => checkSchedulerSchema(schedulerDb));
  heartbeat.ready();
  life.announceReady();
  life.notify({ status: 'running routines' });
  parts.defer(() => heartbeat.tellStopping());
  const failed = new AbortController();
  const signal = AbortSignal.any([shutdown.signal, failed.signal]);
  const running = [heartbeat.run(signal), ...cycles.map((cycle) => cycle.run({ signal, hurry: shutdown.hurry }))];
  // Where one fails the others are stopped too, and nothing is taken down before all have ended.
  await Promise.allSettled(running.map((part) => part.catch((error: unknown) => failed.abort(error))));
  signal.throwIfAborted();
}
