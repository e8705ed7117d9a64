import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { z } from 'zod';
import { reloadable } from '../configuration/reloadable.ts';
import { section } from '../configuration/section.ts';
import { createLogger } from '../log/create-logger.ts';
import { runtimeEvents } from '../runtime-events.ts';
import { ConfigurationInForce } from './configuration-in-force.ts';

const folder = mkdtempSync(join(tmpdir(), 'cta-reload-'));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'service.toml');

const schema = z.strictObject({ work: section({ name: z.string(), pace: reloadable(z.int().default(1)) }) });

let lines: string[] = [];
const logger = createLogger({
  events: runtimeEvents,
  program: 'test',
  destination: { write: (line: string) => lines.push(line) },
});

/** Events with their codes and keys. */
function logged() {
  const events = lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  lines = [];
  return events.map(({ event, code, keys }) => [event, code, keys]);
}

function write(name: string, pace: number | string): void {
  writeFileSync(path, `[work]\nname = "${name}"\npace = ${pace}\n`);
}

test('a reload takes over, names what waits, and refuses a file that is not good', () => {
  write('a', 1);
  const inForce = new ConfigurationInForce(schema, path);
  const told: unknown[] = [];
  inForce.onReload(({ work }) => told.push(work));
  assert.equal(told.length, 0, 'nothing has changed yet');

  write('b', 2);
  inForce.reload(logger);
  assert.deepEqual(logged(), [
    ['configuration_reloaded', undefined, ['work.pace']],
    ['configuration_pending', 'S111', ['work.name']],
  ]);
  assert.deepEqual(told, [{ name: 'a', pace: 2 }]);

  write('a', '"quick"');
  inForce.reload(logger);
  assert.deepEqual(logged(), [['configuration_refused', 'S101', undefined]]);
  assert.deepEqual(inForce.current, { work: { name: 'a', pace: 2 } });
  assert.equal(told.length, 1);

  const late: unknown[] = [];
  inForce.onReload(({ work }) => late.push(work));
  assert.deepEqual(late, [{ name: 'a', pace: 2 }]);
});
