import type { LogEvents, Logger } from '@cta/runtime';
import { beginPart, step } from './steps.ts';

/** The parts that the run of a drive service has, by the change of phase that begins them. */
const parts: Readonly<Record<string, string>> = {
  'idle to mounting': 'session',
  'unmounting to idle': 'rest',
};

/** The same logger; before each change of the drive service's phase, which it is told of before any action, comes a step. */
export function watchedLogger<E extends LogEvents>(logger: Logger<E>): Logger<E> {
  return {
    emit(event, fields, error) {
      if (event === 'drive_phase_changed') changePhase(`${fields?.['from']} to ${fields?.['to']}`);
      logger.emit(event, fields, error);
    },
    with: (context) => watchedLogger(logger.with(context)),
  };
}

function changePhase(change: string): void {
  const part = parts[change];
  if (part !== undefined) beginPart(part);
  step(`phase ${change}`);
}
