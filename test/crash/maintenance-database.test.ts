import { after } from 'node:test';
import { sharedServerVariable } from '@cta/testing';
import { killPostgresAtEachStep } from './rig/kill-postgres-at-each-step.ts';
import { buildMaintainedArchive } from './rig/maintenance-round.ts';
import { MortalPostgres } from './rig/mortal-postgres.ts';

const server = await MortalPostgres.start();
process.env[sharedServerVariable] = server.url;
const { maintd, prepare } = await buildMaintainedArchive('100ms');
// After the archive's own hooks, which need the server.
after(() => server.remove());

/** Each statement where it first comes, and both events of an alert; cycle after cycle goes through the same again. */
function ofOneCycle(steps: readonly string[]): readonly string[] {
  return steps.filter((step) => !step.includes(', time ') || step.endsWith('alert_delivery, time 2'));
}

await killPostgresAtEachStep(server, maintd, { maintenance: { prepare, select: ofOneCycle } });
