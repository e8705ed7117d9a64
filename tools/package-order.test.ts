import assert from 'node:assert/strict';
import { test } from 'node:test';
import { violation, violations } from './package-order.ts';

test('an import of a package above is refused', () => {
  assert.match(violation('packages/database/src/pool.ts', '@cta/catalogue') ?? '', /stands above/);
});

test('an import of a package below is taken', () => {
  assert.equal(violation('packages/catalogue/src/tapes/tape.ts', '@cta/database'), undefined);
});

test('only tests may reach up, and only to the testing package', () => {
  assert.equal(violation('packages/database/src/pool.test.ts', '@cta/testing'), undefined);
  assert.match(violation('packages/database/src/pool.ts', '@cta/testing') ?? '', /stands above/);
  assert.match(violation('packages/database/src/pool.test.ts', '@cta/catalogue') ?? '', /stands above/);
});

test('a way around a package entry is refused', () => {
  assert.match(violation('packages/vtl/src/drive.ts', '../../scsi/src/transport.ts') ?? '', /reaches out/);
  assert.match(violation('apps/cta-vtl/src/main.ts', '@cta/vtl/src/index.ts') ?? '', /only a package's entry/);
});

test('the checkout keeps the order', async () => {
  assert.deepEqual(await violations(), []);
});
