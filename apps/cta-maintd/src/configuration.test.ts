import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { isCondition } from '@cta/conditions';
import { loadConfiguration } from '@cta/runtime';
import { configurationSchema } from './configuration.ts';

const folder = mkdtempSync(join(tmpdir(), 'cta-maintd-'));
after(() => rmSync(folder, { recursive: true }));

const databases = `
[catalogue]
url = "postgresql://maintd@localhost/cta"
[scheduler]
url = "postgresql://maintd@localhost/cta"
`;

function load(text: string) {
  const file = join(folder, 'cta-maintd.toml');
  writeFileSync(file, text);
  return loadConfiguration(configurationSchema, file);
}

test('Two databases are all that must be configured', () => {
  const { cycle, dead_mounts: deadMounts, reports, scheduler } = load(databases);
  assert.equal(cycle.pause, 10_000);
  assert.deepEqual(deadMounts, { enabled: true, silence: 1_200_000 });
  assert.equal(reports.batch_size, 500);
  assert.equal(scheduler.schema, 'cta_scheduler');
});

test('Times carry their units, and routines can be left to others', () => {
  const { dead_mounts: deadMounts } = load(`${databases}\n[dead_mounts]\nenabled = false\nsilence = "2min"`);
  assert.deepEqual(deadMounts, { enabled: false, silence: 120_000 });
});

test('A key that does not exist, and a time without unit, are refused', () => {
  for (const fault of ['[dead_mounts]\nsilense = "2min"', '[cycle]\npause = 10']) {
    assert.throws(
      () => load(`${databases}\n${fault}`),
      (error) => isCondition(error, 'CONFIGURATION_INVALID'),
    );
  }
});
