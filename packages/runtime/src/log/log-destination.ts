import { openSync } from 'node:fs';
import { isatty } from 'node:tty';
import { ConditionError } from '@cta/conditions';
import { type DestinationStream, pino } from 'pino';

/** Where lines go: standard output, standard error, a file that is appended to, or whatever else takes text. */
export type LogDestination = NamedDestination | DestinationStream;

type NamedDestination = 'stdout' | 'stderr' | { readonly file: string };

/** What is held for a destination that takes nothing (disk full, reader gone); later lines are dropped. */
const maxHeldBytes = 16 * 1024 * 1024;

/**
 * Opens a destination whose every write is done when it returns, so that nothing is lost however the process ends; a
 * write waits for a reader that is slow.
 *
 * A destination that fails later never ends the service: lines are held in memory and written once it takes them again.
 *
 * @throws LOG_UNWRITABLE where the file cannot be opened.
 */
export function openDestination(destination: LogDestination): DestinationStream & { readonly colours: boolean } {
  if (typeof destination === 'object' && 'write' in destination) {
    return { write: (text) => destination.write(text), colours: false };
  }
  const fd = fileDescriptor(destination);
  const stream = pino.destination({ dest: fd, sync: true, maxLength: maxHeldBytes });
  stream.on('error', warnOnce(destination));
  return { write: (text) => stream.write(text), colours: isatty(fd) };
}

/** The log cannot tell of its own failure; Node's warning goes to standard error. */
function warnOnce(destination: NamedDestination): (cause: unknown) => void {
  let warned = false;
  return (cause) => {
    if (warned) return;
    warned = true;
    const name = typeof destination === 'string' ? destination : destination.file;
    process.emitWarning(new ConditionError('LOG_UNWRITABLE', { message: `${name}: ${String(cause)}`, cause }));
  };
}

function fileDescriptor(destination: NamedDestination): number {
  if (destination === 'stdout') return 1;
  if (destination === 'stderr') return 2;
  try {
    return openSync(destination.file, 'a', 0o640);
  } catch (cause) {
    throw new ConditionError('LOG_UNWRITABLE', {
      message: `${destination.file} cannot be opened for appending`,
      details: { file: destination.file },
      cause,
    });
  }
}
