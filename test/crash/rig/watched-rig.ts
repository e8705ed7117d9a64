import { after } from 'node:test';
import type { ArchiveRig } from '../../system/rig/archive-rig.ts';
import { buildRig, type RigSpec } from '../../system/rig/build-rig.ts';
import { WatchedService } from './watched-service.ts';

export interface WatchedRig {
  readonly rig: ArchiveRig;
  readonly service: WatchedService;
}

/** Builds an archive for the test file that calls it, with one service that is watched; none is running. */
export async function buildWatchedRig(app: 'cta-taped' | 'cta-maintd', spec: RigSpec): Promise<WatchedRig> {
  let service: WatchedService | undefined;
  // Before the archive enters its own hook: the service has ended when the archive is taken down.
  after(() => service?.end());
  const rig = await buildRig(spec);
  service = new WatchedService(app === 'cta-taped' ? rig.drives[0] : rig.maintd, app);
  return { rig, service };
}
