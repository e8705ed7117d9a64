import { DriveName, ServiceHeartbeat } from '@cta/catalogue';
import { systemClock } from '@cta/clock';
import { databaseOptions } from '@cta/database';
import {
  createMetrics,
  hostName,
  type Logger,
  mergeMetrics,
  type Metrics,
  type MetricsOptions,
  Outages,
  type RuntimeEvents,
  type RuntimeMetrics,
  runtimeMetrics,
  type ProgramLife,
  type ServiceLife,
  startHealthServer,
  version,
} from '@cta/runtime';
import {
  DriveService,
  type DriveState,
  initialState,
  type SessionEvents,
  sessionMetrics,
  type TransferEngine,
  WorkerWatch,
} from '@cta/session';
import type { Configuration, configurationSchema } from './configuration.ts';
import { connectionsOf, isDatabaseLoss } from './connections.ts';
import { devicesOf } from './devices.ts';
import { installationOf, longestStopMs, optionsOf } from './drive-settings.ts';
import { findDevices } from './find-devices.ts';
import { LeaveOnceIdle } from './leave-once-idle.ts';
import { type Openers, openers } from './openers.ts';
import { SignsOfLife } from './signs-of-life.ts';
import { statusLine } from './status-line.ts';

type DriveLogger = Logger<RuntimeEvents & SessionEvents>;

const tapedMetrics = mergeMetrics(runtimeMetrics, sessionMetrics);

/** Builds the parts of a drive service, runs it, and takes the parts down again. */
export async function serveDrive(
  configuration: Configuration,
  logger: DriveLogger,
  life: ProgramLife<typeof configurationSchema>,
  open: Openers = openers,
): Promise<void> {
  const driveName = DriveName(configuration.drive.name);
  const { shutdown } = life;
  using leaving = new LeaveOnceIdle({ logger, shutdown });
  const outages = new Outages({ logger });
  const connections = connectionsOf({ outages, isStarting: () => service.state.phase === 'starting' });
  life.notify({ status: statusLine(initialState) });
  await using parts = new AsyncDisposableStack();
  const openPool = (database: Configuration['catalogue']) =>
    parts.adopt(open.openDatabase(databaseOptions(database, `cta-taped ${driveName}`)), (db) => db.close());
  const catalogueDb = openPool(configuration.catalogue);
  const schedulerDb = openPool(configuration.scheduler);
  const devices = devicesOf(configuration, { open, parts, logger, outages });
  const options = optionsOf(configuration);
  life.stopMayTake(() => longestStopMs(options));
  const heartbeat = new ServiceHeartbeat({
    catalogueDb,
    kind: 'taped',
    instance: driveName,
    get intervalMs() {
      return options.heartbeatMs;
    },
    outages,
    isConnectionLoss: isDatabaseLoss,
    onFailure: (error) => logger.emit('report_failed', {}, error),
    clock: systemClock,
  });
  const identity = { driveName, host: hostName(), ctaVersion: version };
  const installation = installationOf(configuration, identity);
  const tellPhase = phaseTeller(heartbeat, life);
  const onPhase = (state: DriveState): void => {
    tellPhase(state);
    leaving.entered(state.phase);
  };
  const signsOfLife = new SignsOfLife(heartbeat);
  const metrics = await driveMetrics(configuration, { logger, conditions: life.conditions, outages });
  const service = new DriveService(
    {
      installation,
      options,
      catalogueDb,
      schedulerDb,
      ...devices,
      findDevices: (signal) => findDevices(devices, signal),
      ...connections,
      outages,
      logger,
      metrics: metrics.recorder,
      clock: systemClock,
    },
    { stop: shutdown.signal, hurry: shutdown.hurry, onPhase, onServing: () => signsOfLife.begin() },
  );
  life.onReload((changed) => {
    // Whoever has these looks at them again and again, and so has what is in force.
    Object.assign(options, optionsOf(changed));
    Object.assign(installation, installationOf(changed, identity));
    service.configured();
  });
  watchDrive(configuration, { service, engine: devices.engine, life });
  await serveHealth(configuration, { service, heartbeat, outages, logger, metrics, parts });
  try {
    await service.run();
  } finally {
    await signsOfLife.end();
  }
  await signsOfLife.tellStopping();
}

function driveMetrics(
  { drive, health_server: { enabled: served } }: Configuration,
  told: Pick<MetricsOptions<typeof tapedMetrics>, 'logger' | 'conditions' | 'outages'>,
) {
  const attributes = { 'tape.drive.name': drive.name, 'tape.library.logical.name': drive.logical_library };
  return createMetrics({ metrics: tapedMetrics, served, serviceName: 'cta.taped', version, attributes, ...told });
}

/** Tells systemd how far the service is, and everybody once the databases are reached. */
function phaseTeller(heartbeat: ServiceHeartbeat, life: ServiceLife) {
  let announced = false;
  return (state: DriveState): void => {
    life.notify({ status: statusLine(state) });
    if (announced || state.phase === 'stopped') return;
    announced = true;
    heartbeat.ready();
    life.announceReady();
  };
}

interface WatchedParts {
  readonly service: DriveService;
  readonly engine: TransferEngine;
  readonly life: ServiceLife;
}

/** Systemd hears nothing more of a process that only a new one can help. */
function watchDrive({ watchdog: limits }: Configuration, { service, engine, life: { watchdog } }: WatchedParts): void {
  const worker = new WorkerWatch({
    engine,
    clock: systemClock,
    // The main loop may be late by one look.
    limits: { callMarginMs: limits.call_margin, stallMs: limits.stall, lookMs: 2 * watchdog.intervalMs },
    onHung: (error) => service.hung(error),
  });
  watchdog.watch(() => worker.isWell());
  watchdog.watch(() => service.stuck === undefined);
}

interface HealthParts {
  readonly service: DriveService;
  readonly heartbeat: ServiceHeartbeat;
  readonly outages: Outages;
  readonly logger: DriveLogger;
  readonly metrics: Pick<Metrics<RuntimeMetrics>, 'prometheusText'>;
  readonly parts: AsyncDisposableStack;
}

async function serveHealth(configuration: Configuration, health: HealthParts) {
  const { service, heartbeat, outages, logger, metrics, parts } = health;
  const server = await startHealthServer({
    configuration: configuration.health_server,
    logger,
    readiness: () => heartbeat.readiness(),
    status: () => ({ service: heartbeat.state(), session: service.state.phase, outages: outages.list() }),
    metrics: () => metrics.prometheusText(),
  });
  parts.defer(() => server?.close());
}
