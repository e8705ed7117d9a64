import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { catalogueSchema, listServices, migrateCatalogue } from '@cta/catalogue';
import { conditions } from '@cta/conditions';
import { sql } from '@cta/database';
import { migrateScheduler } from '@cta/scheduler';
import { Program, testDatabase, writeTomlFile } from '@cta/testing';

const database = await testDatabase();
await migrateCatalogue(database.db);
await migrateScheduler(database.db);
const catalogueDb = database.open({ schema: catalogueSchema });
const folder = mkdtempSync(join(tmpdir(), 'cta-maintd-'));
after(() => rmSync(folder, { recursive: true }));
const never = new AbortController().signal;

const configurationFile = join(folder, 'cta-maintd.toml');
await writeTomlFile(configurationFile, {
  service: { heartbeat: '50ms' },
  cycle: { pause: '50ms' },
  catalogue: { url: database.url, statement_timeout: '300ms' },
  scheduler: { url: database.url },
});
const maintd = Program.start({
  title: 'cta-maintd',
  app: 'cta-maintd',
  args: ['--config', configurationFile],
  logFile: join(folder, 'log'),
});
after(() => maintd.kill());
await maintd.logged('service_ready', never);

test('A Catalogue in which somebody holds a lock for too long is waited for', async () => {
  await catalogueDb.transaction(async (t) => {
    await t.execute(sql`LOCK TABLE SERVICE_INSTANCE IN ACCESS EXCLUSIVE MODE`);
    const lost = await maintd.logged('connection_lost', never);
    assert.deepEqual([lost['connection'], lost['code']], ['Catalogue', conditions.STATEMENT_TIMEOUT.code]);
    // A routine that needs the table has failed, and is run again.
    await maintd.logged('routine_failed', never);
  });
  await maintd.logged('connection_back', never);
});

test('A heartbeat that the Catalogue refuses is told of, and the next one comes all the same', async () => {
  await catalogueDb.execute(sql`ALTER TABLE SERVICE_INSTANCE RENAME TO ELSEWHERE`);
  const failed = await maintd.logged('heartbeat_failed', never);
  assert.equal(failed['code'], conditions.DATABASE_ERROR.code);
  await catalogueDb.execute(sql`ALTER TABLE ELSEWHERE RENAME TO SERVICE_INSTANCE`);
  await maintd[Symbol.asyncDispose]();
  assert.equal(await maintd.ended(), 0);
  const [service] = await listServices(catalogueDb);
  assert.equal(service?.phase, 'stopping', 'it was told of its end');
});
