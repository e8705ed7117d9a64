import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isCondition } from '@cta/conditions';
import { Cartridge } from '../cartridge/cartridge.ts';
import { cleanUp, codeOf, readCdb, runnerOf, temporaryFolder, writeCdb } from '../drive/rig.test.ts';
import { createVirtualLibrary } from './create-library.ts';
import { openVirtualLibrary } from './virtual-library.ts';

const ready = '00 00 00 00 00 00';

function newLibrary(t: TestContext): string {
  const folder = join(temporaryFolder(t), 'library');
  createVirtualLibrary(folder, {
    drives: 2,
    slots: 3,
    cartridges: [
      { vid: 'V00001', capacityBytes: 10_000_000 },
      { vid: 'V00002', capacityBytes: 10_000_000 },
    ],
  });
  return folder;
}

async function opened(t: TestContext, folder: string) {
  const library = await openVirtualLibrary(folder);
  cleanUp(t, () => library.close());
  return library;
}

test('a new library has its cartridges in its slots, in order', async (t) => {
  const library = await opened(t, newLibrary(t));
  assert.deepEqual(library.cartridges(), [
    { vid: 'V00001', barcode: 'V00001L9', kind: 'slot', address: 1024 },
    { vid: 'V00002', barcode: 'V00002L9', kind: 'slot', address: 1025 },
  ]);
  assert.deepEqual(
    library.drives.map(({ identity }) => identity.serial),
    ['VTL0000001', 'VTL0000002'],
  );
});

test('a library that was closed is opened with everything where it was, and a cartridge in a drive loaded', async (t) => {
  const folder = newLibrary(t);
  const first = await openVirtualLibrary(folder);
  const changer = runnerOf(first.changer);
  await changer(ready);
  assert.equal((await changer('a5 00 0000 0401 0101 0000 00 00')).status, 0);
  await first.close();
  const second = await opened(t, folder);
  assert.deepEqual(second.cartridges()[0], { vid: 'V00002', barcode: 'V00002L9', kind: 'drive', address: 257 });
  const [, drive] = second.drives;
  assert.equal(drive?.bayState, 'loaded');
  const status = await runnerOf(second.changer)('12 00 00 00 24 00');
  assert.equal(status.status, 0);
});

/** Opens a library in a process of its own, moves V00001 into the first drive, flushes one block, writes another, and waits to be killed. */
const victim = `
  import { openVirtualLibrary } from ${JSON.stringify(fileURLToPath(new URL('./virtual-library.ts', import.meta.url)))};
  const library = await openVirtualLibrary(process.argv[1]);
  const run = (unit, cdb, data = new Uint8Array(0)) => unit.execute(Buffer.from(cdb, 'hex'), data, 0, 'host');
  await run(library.changer, '000000000000');
  await run(library.changer, 'a50000000400010000000000');
  const [drive] = library.drives;
  await run(drive, '000000000000');
  await run(drive, '000000000000');
  await run(drive, '0a0000006400', Buffer.alloc(100, 1));
  await run(drive, '100000000000');
  await run(drive, '0a0000006400', Buffer.alloc(100, 2));
  process.stdout.write('written');
  setInterval(() => undefined, 60_000);
`;

async function startVictim(folder: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--conditions=@cta/source', '--input-type=module', '-e', victim, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout ?? assert.fail(), 'data');
  return child;
}

test('another process cannot open a library; once it is killed -9 the library is free, and what it flushed is there', async (t) => {
  const folder = newLibrary(t);
  const child = await startVictim(folder);
  cleanUp(t, () => child.kill('SIGKILL'));
  await assert.rejects(openVirtualLibrary(folder), (error) => isCondition(error, 'ENTITY_IN_USE'));
  child.kill('SIGKILL');
  await once(child, 'exit');

  const library = await opened(t, folder);
  assert.deepEqual(library.cartridges()[0], { vid: 'V00001', barcode: 'V00001L9', kind: 'drive', address: 256 });
  const drive = runnerOf(library.drives[0] ?? assert.fail());
  assert.equal(codeOf(await drive(ready)), '06/29/00');
  assert.equal((await drive(ready)).status, 0);
  assert.deepEqual((await drive(readCdb(100))).data, Buffer.alloc(100, 1));
});

test('cartridges are added, exported, imported and removed; one in a drive is left alone', async (t) => {
  const folder = newLibrary(t);
  const library = await opened(t, folder);
  const refused =
    (condition: 'ENTITY_EXISTS' | 'ENTITY_IN_USE' | 'NO_SUCH_ENTITY' | 'VALUE_INVALID' | 'VIRTUAL_LIBRARY_FULL') =>
    (error: unknown) =>
      isCondition(error, condition);

  library.exportCartridge('V00002', join(folder, 'image'));
  assert.throws(() => library.addCartridge({ vid: 'V00001' }), refused('ENTITY_EXISTS'));
  assert.throws(() => library.addCartridge({ vid: '../../X' }), refused('VALUE_INVALID'));
  assert.throws(() => library.removeCartridge('V00009'), refused('NO_SUCH_ENTITY'));
  library.addCartridge({ vid: 'V00003', capacityBytes: 1_000_000, generation: 'LTO-8' });
  assert.throws(() => library.addCartridge({ vid: 'V00004' }), refused('VIRTUAL_LIBRARY_FULL'));
  assert.equal(library.cartridges()[2]?.barcode, 'V00003L8');

  await assert.rejects(library.importCartridge(join(folder, 'image')), refused('ENTITY_EXISTS'));
  library.removeCartridge('V00002');
  assert.ok(!existsSync(join(folder, 'cartridges', 'V00002')));
  assert.equal(await library.importCartridge(join(folder, 'image')), 'V00002');

  const changer = runnerOf(library.changer);
  await changer(ready);
  assert.equal((await changer('a5 00 0000 0400 0100 0000 00 00')).status, 0);
  assert.throws(() => library.exportCartridge('V00001', join(folder, 'other')), refused('ENTITY_IN_USE'));
  library.setWriteProtect('V00002', true);
  await changer('a5 00 0000 0401 0101 0000 00 00');
  const drive = runnerOf(library.drives[1] ?? assert.fail());
  await drive(ready);
  await drive(ready);
  assert.equal(codeOf(await drive(writeCdb(1), { dataOut: Buffer.alloc(1) })), '07/27/00');
});

test('an import that fails leaves no cartridge behind', async (t) => {
  const folder = newLibrary(t);
  const library = await opened(t, folder);
  library.exportCartridge('V00001', join(folder, 'image'));
  const objects = [{ type: 'block', length: 9, offset: 0, crc32c: '00000000' }];
  writeFileSync(join(folder, 'image', 'index.json'), JSON.stringify({ vid: 'V00007', objects }));
  await assert.rejects(library.importCartridge(join(folder, 'image')), (error) =>
    isCondition(error, 'CARTRIDGE_IMAGE_INVALID'),
  );
  assert.ok(!existsSync(join(folder, 'cartridges', 'V00007')));
});

test('a library that cannot be made leaves nothing behind; one that is there is not written over', (t) => {
  const folder = join(temporaryFolder(t), 'library');
  for (const spec of [
    { drives: 600, slots: 1 },
    { drives: 1, slots: -1 },
    { drives: 1, slots: 1, cartridges: [{ vid: 'toolong7' }] },
    { drives: 1, slots: 1, cartridges: [{ vid: 'V00001', capacityBytes: 0 }] },
  ]) {
    assert.throws(
      () => createVirtualLibrary(folder, spec),
      (error) => isCondition(error, 'VALUE_INVALID'),
    );
    assert.ok(!existsSync(folder));
  }
  createVirtualLibrary(folder, { drives: 1, slots: 1 });
  assert.throws(
    () => createVirtualLibrary(folder, { drives: 1, slots: 1 }),
    (error) => isCondition(error, 'ENTITY_EXISTS'),
  );
});

test('a folder that is not a library, and an inventory that contradicts itself', async (t) => {
  const folder = newLibrary(t);
  const places = [
    { vid: 'V00001', address: 1024 },
    { vid: 'V00002', address: 1024 },
  ];
  writeFileSync(join(folder, 'inventory.json'), JSON.stringify({ places }));
  await assert.rejects(openVirtualLibrary(folder), (error) => isCondition(error, 'VALUE_INVALID'));
  writeFileSync(join(folder, 'inventory.json'), 'torn');
  await assert.rejects(openVirtualLibrary(folder), (error) => isCondition(error, 'VALUE_INVALID'));
  await assert.rejects(openVirtualLibrary(join(folder, 'nowhere')), (error) => isCondition(error, 'NO_SUCH_ENTITY'));
  await assert.rejects(openVirtualLibrary(join(folder, 'cartridges')), (error) => isCondition(error, 'NO_SUCH_ENTITY'));
});

test('a loss of power is a unit attention for every initiator of every unit', async (t) => {
  const library = await opened(t, newLibrary(t));
  const units = [library.changer, ...library.drives].map(runnerOf);
  for (const run of units) await run(ready);
  library.powerCycle();
  for (const run of units) assert.equal(codeOf(await run(ready)), '06/29/00');
});

test('a spare cartridge folder that a kill left behind while it was being made does not matter', async (t) => {
  const folder = newLibrary(t);
  Cartridge.create(join(folder, 'cartridges', 'V00003'), { vid: 'V00003' });
  const library = await opened(t, folder);
  assert.equal(library.cartridges().length, 2);
  library.addCartridge({ vid: 'V00003' });
  assert.equal(library.cartridges().length, 3);
});
