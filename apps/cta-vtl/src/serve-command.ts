import { createLogger, type LogFormat, runService } from '@cta/runtime';
import type { IscsiPortal } from '@cta/scsi';
import { openVirtualLibrary, serveIscsi } from '@cta/vtl';
import { Command, Option } from 'commander';
import { parseListenAddress } from './argument-values.ts';
import { vtlEvents } from './vtl-events.ts';

interface ServeOptions {
  readonly listen: IscsiPortal;
  readonly targetName: string;
  readonly logFormat: LogFormat;
}

export function serveCommand(): Command {
  return new Command('serve')
    .summary('offer a library over iSCSI')
    .description(
      'Offers a library over iSCSI until it is told to stop: LUN 0 is the changer, drives follow from LUN 1.',
    )
    .argument('<folder>', 'folder of the library')
    .requiredOption('--listen <address>', 'HOST:PORT to listen on; port 0 lets the system choose', parseListenAddress)
    .option('--target-name <iqn>', 'iSCSI name of the target', 'iqn.2024-01.ch.cern.cta:vtl')
    .addOption(new Option('--log-format <format>', 'form of the log').choices(['json', 'pretty']).default('json'))
    .action(serve);
}

async function serve(folder: string, { listen, targetName, logFormat }: ServeOptions): Promise<void> {
  // What fails up to here is for who typed the command: it is told on stderr, and nothing is logged.
  const library = await openVirtualLibrary(folder);
  const logger = createLogger({ events: vtlEvents, program: 'cta-vtl', format: logFormat });
  const units = [library.changer, ...library.drives];
  const target = await serveIscsi({ ...listen, targetName, units, logger });
  await runService(logger, async (life) => {
    const { host } = listen;
    logger.emit('vtl_ready', { host, port: target.port, target_name: targetName, drives: library.drives.length });
    life.announceReady();
    await aborted(life.shutdown.signal);
    await target.close();
    await library.close();
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
