import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type PostgresServer, sharedServerVariable, startPostgres } from '@cta/testing';
import { waitUntil } from '../../apps/cta-demo/src/waiting.ts';
import { patienceMs } from '../system/rig/archive-rig.ts';
import { archiveFiles } from './rig/archive-round.ts';
import { buildDriveArchive } from './rig/drive-archive.ts';
import { surveyedSteps, workDone } from './rig/kill-at-each-step.ts';
import { errorsIn } from './rig/watched-service.ts';

/** A kill of the server costs a recovery of it, so not every step has one. */
const everySoManySteps = 7;

const folder = await mkdtemp(join(tmpdir(), 'cta-crash-postgresql-'));
let server = await startPostgres({ folder, durable: true });
process.env[sharedServerVariable] = server.url('postgres');
const archive = await buildDriveArchive([{ vid: 'P00001', pool: 'first_pool' }]);
// After the archive's own hooks, which need the server.
after(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});
const { rig, drive } = archive;
await archive.label('P00001');
const plan = { service: drive, prepare: () => archiveFiles(archive) };
const steps = (await surveyedSteps(plan)).filter((step) => /^(session|loaded):/.test(step));
const program = await drive.start();
await program.logged('service_ready', AbortSignal.timeout(patienceMs));

for (const step of steps.filter((_, index) => index % everySoManySteps === 0)) {
  test(`PostgreSQL killed ${step}`, async () => {
    drive.order({ killAt: step, victim: server.processId });
    const round = await plan.prepare();
    await untilDead(server);
    drive.order(undefined);
    server = await startedAgain(server);
    await workDone(program, round);
    await round.verify();
    assert.deepEqual(errorsIn(program), []);
  });
}

test('somebody else reads the tape whole, as the Catalogue has it', async () => {
  await program.kill();
  await rig.library.stop();
  assert.deepEqual(await rig.differencesOnTape('P00001'), []);
});

function untilDead({ processId }: PostgresServer): Promise<true> {
  const bounds = {
    what: 'the end of PostgreSQL',
    timeoutMs: patienceMs,
    pollMs: 20,
    signal: new AbortController().signal,
  };
  return waitUntil(() => (isAlive(processId) ? undefined : true), bounds);
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

/** The processes of a killed server take a moment to notice, and as long as one is there no other may start. */
async function startedAgain({ port }: PostgresServer): Promise<PostgresServer> {
  const bounds = {
    what: 'PostgreSQL to start',
    timeoutMs: patienceMs,
    pollMs: 50,
    signal: new AbortController().signal,
  };
  return waitUntil(() => startPostgres({ folder, port, durable: true }).catch(() => undefined), bounds);
}
