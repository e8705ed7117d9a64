import { DriveName } from '@cta/catalogue';
import { connectionLosses, databaseOptions, openDatabase } from '@cta/database';
import { openTapeLibrary } from '@cta/hardware';
import {
  connectionLoss,
  createMetrics,
  hostName,
  type Logger,
  Outages,
  retryConnection,
  type RuntimeEvents,
  type ServiceLife,
  startHealthServer,
  systemClock,
  version,
} from '@cta/runtime';
import { DriveService, type DriveState, openTransferEngine, type Patiently, type SessionEvents } from '@cta/session';
import type { Configuration } from './configuration.ts';
import { installationOf, optionsOf } from './drive-settings.ts';

const losses = {
  Catalogue: connectionLoss(...connectionLosses),
  SchedulerDB: connectionLoss(...connectionLosses),
  library: connectionLoss('TRANSPORT_CONNECTION_LOST', 'LIBRARY_NO_ANSWER'),
  drive: connectionLoss('TRANSPORT_CONNECTION_LOST'),
};

/** Builds the parts of a drive service, runs it, and takes the parts down again. */
export async function serveDrive(
  configuration: Configuration,
  logger: Logger<RuntimeEvents & SessionEvents>,
  { shutdown, announceReady, notify }: ServiceLife,
): Promise<void> {
  const { drive, catalogue, scheduler } = configuration;
  const driveName = DriveName(drive.name);
  const outages = new Outages({ logger });
  const patiently: Patiently = (connection, operation, signal) =>
    retryConnection(operation, { connection, isConnectionLoss: losses[connection], outages, signal });

  await using parts = new AsyncDisposableStack();
  const open = (database: Configuration['catalogue']) =>
    parts.adopt(openDatabase(databaseOptions(database, `cta-taped ${driveName}`)), (db) => db.close());
  const catalogueDb = open(catalogue);
  const schedulerDb = open(scheduler);
  const devices = new AbortController();
  const way = wayToDevices(configuration, devices.signal);
  const library = parts.adopt(
    await patiently('library', () => openTapeLibrary(drive.changer, way), shutdown.signal),
    (opened) => opened.close(),
  );
  const engine = parts.adopt(
    await patiently('drive', () => openTransferEngine(engineOptions(configuration, way)), shutdown.signal),
    (opened) => opened.close(),
  );

  const onPhase = ({ phase }: DriveState): void => {
    if (phase === 'recovering') announceReady();
    notify({ status: `${driveName}: ${phase}` });
  };
  const installation = installationOf(configuration, { driveName, host: hostName(), ctaVersion: version });
  const options = optionsOf(configuration);
  const service = new DriveService(
    { installation, options, catalogueDb, schedulerDb, engine, library, logger, clock: systemClock, patiently },
    { stop: shutdown.signal, hurry: shutdown.hurry, onPhase },
  );
  const metrics = createMetrics({
    serviceName: 'cta.taped',
    version,
    logger,
    attributes: { 'tape.drive.name': driveName },
  });
  parts.adopt(
    await startHealthServer({
      configuration: configuration.health_server,
      logger,
      readiness: () => readiness(service.state, outages),
      status: () => ({
        service: readiness(service.state, outages),
        session: service.state.phase,
        outages: outages.list(),
      }),
      metrics: () => metrics.prometheusText(),
    }),
    (server) => server?.close(),
  );
  await service.run();
}

/** How devices are reached, whichever they are. */
function wayToDevices({ iscsi }: Configuration, signal: AbortSignal) {
  const initiatorName = iscsi.initiator_name ?? `iqn.2026-11.ch.cern.cta:${hostName()}`;
  return { signal, initiatorName, connectTimeoutMs: iscsi.connect_timeout };
}

function engineOptions({ drive, transfer }: Configuration, way: ReturnType<typeof wayToDevices>) {
  return {
    ...way,
    device: drive.device,
    windowBytes: transfer.window,
    diskWorkers: transfer.disk_workers,
    allowedRoots: transfer.allowed_roots,
  };
}

/** A service that has lost a connection, or has not reached the databases yet, cannot take new work. */
function readiness({ phase }: DriveState, outages: Outages) {
  const codes = outages.list().map(({ code }) => code);
  return phase !== 'starting' && codes.length === 0 ? { ready: true as const } : { ready: false as const, codes };
}
