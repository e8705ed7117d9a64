import { killAtEachStep } from './rig/kill-at-each-step.ts';
import { buildMaintainedArchive } from './rig/maintenance-round.ts';

/** One cycle a start, so that every run has the same steps. */
const { maintd, prepare } = await buildMaintainedArchive('60s');

await killAtEachStep({ service: maintd, prepare, afterwards: { cycle: { pause: '100ms' } } });
