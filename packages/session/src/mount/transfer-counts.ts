import type { ConditionError } from '@cta/conditions';
import type { MetricRecorder } from '@cta/runtime';
import type { SessionMetrics } from '../session-metrics.ts';

type TransferMetrics = MetricRecorder<Pick<SessionMetrics, `cta.taped.transfer.file.${'count' | 'size'}`>>;

/** What is done on either side for one file, in CTA's words. */
const sides = {
  archive: {
    disk: { 'cta.io.direction': 'read', 'cta.io.medium': 'disk' },
    tape: { 'cta.io.direction': 'write', 'cta.io.medium': 'tape' },
  },
  retrieve: {
    disk: { 'cta.io.direction': 'write', 'cta.io.medium': 'disk' },
    tape: { 'cta.io.direction': 'read', 'cta.io.medium': 'tape' },
  },
} as const;

export type TransferKind = keyof typeof sides;

/** Begins the series of both kinds of transfer, so that the first file is seen as growth. */
export function beginTransferCounts(metrics: TransferMetrics): void {
  for (const { disk, tape } of Object.values(sides)) for (const side of [disk, tape]) count(metrics, side, 0, 0);
}

/** Files that went all the way. */
export function countMoved(metrics: TransferMetrics, kind: TransferKind, sizesBytes: readonly number[]): void {
  const bytes = sizesBytes.reduce((sum, size) => sum + size, 0);
  const { disk, tape } = sides[kind];
  for (const side of [disk, tape]) count(metrics, side, sizesBytes.length, bytes);
}

/** A file that did not; what it was asked as, and where it lies, are the disk's side. */
export function countFailed(metrics: TransferMetrics, kind: TransferKind, { suspect, code }: ConditionError): void {
  const { disk, tape } = sides[kind];
  const side = suspect === 'disk' || suspect === 'job' ? disk : tape;
  metrics.add('cta.taped.transfer.file.count', 1, { ...side, 'error.type': code });
}

type Side = (typeof sides)[TransferKind]['disk' | 'tape'];

function count(metrics: TransferMetrics, side: Side, files: number, bytes: number): void {
  metrics.add('cta.taped.transfer.file.count', files, side);
  metrics.add('cta.taped.transfer.file.size', bytes, side);
}
