import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { catalogueSchema, listServices, migrateCatalogue } from '@cta/catalogue';
import { migrateScheduler } from '@cta/scheduler';
import { testDatabase } from '@cta/testing';

const database = await testDatabase();
const folder = mkdtempSync(join(tmpdir(), 'cta-maintd-'));
after(() => rmSync(folder, { recursive: true }));

function start(): ChildProcess & { readonly stdout: NonNullable<ChildProcess['stdout']> } {
  const file = join(folder, 'cta-maintd.toml');
  writeFileSync(file, `[catalogue]\nurl = "${database.url}"\n[scheduler]\nurl = "${database.url}"\n`);
  const main = new URL('main.ts', import.meta.url).pathname;
  return spawn(process.execPath, ['--conditions=@cta/source', main, '--config', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function exitStatus(service: ChildProcess): Promise<unknown> {
  const [status] = await once(service, 'exit');
  return status;
}

test('Without its schemas the service exits with a status that systemd does not restart', async () => {
  assert.equal(await exitStatus(start()), 76);
});

test('The service is ready, tells the Catalogue that it lives, and stops when it is told to', async () => {
  await migrateCatalogue(database.db);
  await migrateScheduler(database.db);
  const catalogueDb = database.open({ schema: catalogueSchema });
  const service = start();
  const exited = exitStatus(service);
  for await (const line of createInterface(service.stdout)) {
    const { event } = JSON.parse(line) as { event: string };
    if (event === 'service_ready') service.kill('SIGTERM');
  }
  assert.equal(await exited, 0);
  const services = await listServices(catalogueDb);
  assert.deepEqual(
    services.map(({ kind, instance, phase, pid }) => [kind, instance, phase, pid]),
    [['maintd', 'maintd', 'stopping', service.pid]],
  );
});
