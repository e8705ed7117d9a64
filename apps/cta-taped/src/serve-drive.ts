import { DriveName } from '@cta/catalogue';
import { connectionLosses, openDatabase } from '@cta/database';
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
import { type DriveParts, DriveService, type DriveState, openTransferEngine, type SessionEvents } from '@cta/session';
import type { Configuration } from './configuration.ts';
import { installationOf, optionsOf } from './drive-settings.ts';
import { ServiceHeartbeat } from './service-heartbeat.ts';

const isDatabaseLoss = connectionLoss(...connectionLosses);
const isDeviceLoss = connectionLoss('TRANSPORT_CONNECTION_LOST', 'LIBRARY_NO_ANSWER');

/** Builds the parts of a drive service, runs it, and takes the parts down again. */
export async function serveDrive(
  configuration: Configuration,
  logger: Logger<RuntimeEvents & SessionEvents>,
  { shutdown, announceReady, notify }: ServiceLife,
): Promise<void> {
  const { drive, catalogue, scheduler, transfer } = configuration;
  const outages = new Outages({ logger });
  const patiently: DriveParts['patiently'] = (connection, operation, signal) =>
    retryConnection(operation, {
      connection,
      isConnectionLoss: connection === 'library' || connection === 'drive' ? isDeviceLoss : isDatabaseLoss,
      outages,
      signal,
    });

  await using parts = new AsyncDisposableStack();
  const applicationName = `cta-taped ${drive.name}`;
  const catalogueDb = parts.adopt(openDatabase(databaseOptions(catalogue, applicationName)), (db) => db.close());
  const schedulerDb = parts.adopt(openDatabase(databaseOptions(scheduler, applicationName)), (db) => db.close());
  const library = parts.adopt(
    await patiently('library', () => openTapeLibrary(drive.changer), shutdown.signal),
    (opened) => opened.close(),
  );
  const engine = parts.adopt(
    await patiently('drive', () => openTransferEngine(engineOptions(configuration)), shutdown.signal),
    (opened) => opened.close(),
  );
  const installation = installationOf(configuration, { driveName: DriveName(drive.name), host: hostName(), version });
  const onPhase = ({ phase }: DriveState): void => {
    if (phase === 'recovering') announceReady();
    notify({ status: `${drive.name}: ${phase}` });
  };
  const service = new DriveService(
    {
      installation,
      options: optionsOf(configuration),
      catalogueDb,
      schedulerDb,
      engine,
      library,
      logger,
      clock: systemClock,
      patiently,
    },
    { stop: shutdown.signal, hurry: shutdown.hurry, onPhase },
  );
  const heartbeat = new ServiceHeartbeat({ catalogueDb, driveName: drive.name, service, outages, logger });
  const metrics = createMetrics({
    serviceName: 'cta.taped',
    version,
    logger,
    attributes: { 'tape.drive.name': drive.name },
  });
  parts.adopt(
    await startHealthServer({
      configuration: configuration.health_server,
      readiness: () => heartbeat.readiness(),
      status: () => heartbeat.status(),
      metrics: () => metrics.prometheusText(),
      logger,
    }),
    (server) => server?.close(),
  );
  heartbeat.start(shutdown.signal);
  await service.run();
}
