import type { DriveStatus } from '@cta/catalogue';
import type { MountType } from '@cta/scheduler';
import type { MetricRecorder } from '@cta/runtime';
import type { DriveState } from '../machine/state.ts';
import type { SessionMetrics } from '../session-metrics.ts';
import type { DriveRecord, KnownDesired } from './drive-record.ts';
import type { TransferEngine } from '../transfer/transfer-engine.ts';

/** Each once, and none forgotten: the compiler asks for every key. */
const statuses = Object.keys({
  UNKNOWN: 0,
  DOWN: 0,
  PROBING: 0,
  UP: 0,
  STARTING: 0,
  MOUNTING: 0,
  TRANSFERING: 0,
  UNLOADING: 0,
  UNMOUNTING: 0,
  DRAININGTODISK: 0,
  CLEANINGUP: 0,
  SHUTDOWN: 0,
} satisfies Record<DriveStatus, 0>);

const mountTypes = Object.keys({
  NO_MOUNT: 0,
  ARCHIVE_FOR_USER: 0,
  RETRIEVE: 0,
  LABEL: 0,
} satisfies Record<MountType | 'NO_MOUNT', 0>);

const directions = { write: 'ARCHIVE_FOR_USER', read: 'RETRIEVE' } as const;

/** Who knows what is told of a drive. */
export interface MeasuredDrive {
  readonly service: { readonly state: DriveState };
  readonly record: Pick<DriveRecord, 'lastTold' | 'desired'>;
  readonly engine: Pick<TransferEngine, 'buffer'>;
}

/** Has the metrics of a drive looked at. No question is put to anybody for them. */
export function observeDrive(
  metrics: MetricRecorder<SessionMetrics>,
  { service, record, engine }: MeasuredDrive,
): void {
  metrics.observe('cta.taped.drive.status', () =>
    oneOf(statuses, record.lastTold, (status) => ({ 'cta.taped.drive.state': status })),
  );
  metrics.observe('cta.taped.mount.type', () =>
    oneOf(mountTypes, mountTypeOf(service.state), (type) => ({ 'cta.taped.mount.type': type })),
  );
  metrics.observe('cta.taped.transfer.active', () => {
    const moving = service.state.phase === 'transferring' ? mountTypeOf(service.state) : undefined;
    return Object.entries(directions).map(([direction, type]) => ({
      value: Number(type === moving),
      attributes: { 'cta.io.direction': direction, 'cta.io.medium': 'tape' },
    }));
  });
  metrics.observe('cta.taped.drive.desired', () => desiredSeries(record.desired));
  metrics.observe('cta.taped.buffer.limit', () => [{ value: engine.buffer().limitBytes }]);
  metrics.observe('cta.taped.buffer.usage', () => [{ value: engine.buffer().usedBytes }]);
}

function oneOf<A>(values: readonly string[], current: string, attributesOf: (value: string) => A) {
  return values.map((value) => ({ value: Number(value === current), attributes: attributesOf(value) }));
}

function mountTypeOf(state: DriveState): MountType | 'NO_MOUNT' {
  return 'mount' in state ? state.mount.type : 'NO_MOUNT';
}

function desiredSeries(desired: KnownDesired | undefined) {
  if (desired === undefined) return [];
  if (desired.state === 'UP') return [{ value: 1 }];
  const { code } = desired;
  return [{ value: 0, ...(code !== null && { attributes: { 'cta.condition.code': code } }) }];
}
