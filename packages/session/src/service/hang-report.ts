import type { ConditionError } from '@cta/conditions';
import type { DriveState } from '../machine/state.ts';
import type { DriveParts } from './drive-parts.ts';
import type { DriveRecord } from './drive-record.ts';

interface HangContext {
  readonly parts: Pick<DriveParts, 'logger'>;
  readonly record: Pick<DriveRecord, 'fault' | 'putDown'>;
}

/**
 * Tells that the tape worker hangs, without waiting for anybody: systemd is about to end the process. In a mount it is a
 * fault of its session, which the next start judges. Without one no tape can be the reason: the drive is put DOWN, or each
 * start would hang in it again. A service that is still starting tells it once the drive is its own.
 */
export function tellHang({ parts, record }: HangContext, state: DriveState, error: ConditionError): void {
  parts.logger.emit('tape_worker_hung', { phase: state.phase }, error);
  if ('mount' in state) record.fault(state.mount, error);
  else if (state.phase !== 'starting') record.putDown(error, { isLogged: true });
}
