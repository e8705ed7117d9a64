import { createLogger, type LogFormat, runService } from '@cta/runtime';
import type { IscsiPortal } from '@cta/scsi';
import { openVirtualLibrary, serveIscsi } from '@cta/vtl';
import { Command, Option } from 'commander';
import { parseListenAddress } from './argument-values.ts';
import { openControl } from './control/control-server.ts';
import { vtlEvents } from './vtl-events.ts';

interface ServeOptions {
  readonly listen: IscsiPortal;
  readonly targetName: string;
  readonly logFormat: LogFormat;
  readonly control?: string;
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
    .option('--control <socket>', 'socket file through which faults are planned and cartridges moved by hand')
    .addOption(new Option('--log-format <format>', 'form of the log').choices(['json', 'pretty']).default('json'))
    .action(serve);
}

async function serve(folder: string, { listen, targetName, logFormat, control }: ServeOptions): Promise<void> {
  // What fails up to here is for who typed the command: it is told on stderr, and nothing is logged.
  const library = await openVirtualLibrary(folder);
  const logger = createLogger({ events: vtlEvents, program: 'cta-vtl', format: logFormat });
  const units = [library.changer, ...library.drives];
  const target = await serveIscsi({ ...listen, targetName, units, logger });
  const door = control === undefined ? undefined : await openControl(library, control, logger);
  await runService(logger, async (life) => {
    const { host } = listen;
    logger.emit('vtl_ready', { host, port: target.port, target_name: targetName, drives: library.drives.length });
    life.announceReady();
    await aborted(life.shutdown.signal);
    await door?.close();
    // A command that hangs is answered, or its connection could not end in order.
    library.faults.clear();
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
